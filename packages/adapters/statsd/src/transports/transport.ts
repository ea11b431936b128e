/** What became of the packets of one call. */
export interface Sent {
  /** Packets that the kernel has taken, from the first on. */
  readonly packets: number;
  /** Why the next one was not taken; absent if all were. */
  readonly error?: Error;
  /** Whether that next one may have left in part. */
  readonly inDoubt: boolean;
}

/** Carries packets to the daemon. Nothing it does throws or rejects. */
export interface Transport {
  /** Hands packets to the kernel, one after the other, and stops at the first failure. One call at a time. */
  send(packets: readonly Buffer[]): Promise<Sent>;
  /** Lets go of the socket. A call in flight ends with an error. */
  close(): void;
}
