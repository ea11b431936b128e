/** The result of one call of `send`. */
export interface SendResult {
  /** Number of packets, counted from the first, that the kernel accepted. */
  readonly packets: number;
  /** Why the next packet was not accepted; absent if all were. */
  readonly error?: Error;
  /** Whether the next packet may have been sent in part. */
  readonly inDoubt: boolean;
}

/** Carries packets to the daemon. No method throws or rejects. */
export interface Transport {
  /** The remedy for a failure whose error names none. */
  readonly remedy?: string;
  /** Hands packets to the kernel one after the other, and stops at the first failure. Make one call at a time. */
  send(packets: readonly Buffer[]): Promise<SendResult>;
  /** Releases the socket. A call in flight ends with an error. */
  close(): void;
}

/**
 * Explains why a packet was not accepted, with a remedy.
 * @param remedy that of the transport
 */
export function describeFailure(error: Error, remedy?: string): { readonly reason: string; readonly remedy: string } {
  const code = 'code' in error ? error.code : undefined;
  // If several addresses of a host were tried, the message is empty.
  const reason = error.message === '' ? String(code ?? error.name) : error.message;
  return { reason, remedy: code === 'EMSGSIZE' ? 'lower "maxPacketBytes"' : (remedy ?? chooseRemedy(code)) };
}

function chooseRemedy(code: unknown): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'start the daemon, or correct "port" and "protocol"';
    case 'ENOENT':
    case 'EACCES':
      return 'start the daemon, or correct "path" and its permissions';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'check the host name in "host", and DNS';
    default:
      return 'check the daemon and the network';
  }
}
