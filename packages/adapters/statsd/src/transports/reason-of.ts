/** Why a packet was not taken, and what to do about it. */
export function reasonOf(error: Error): { readonly reason: string; readonly remedy: string } {
  const code = 'code' in error ? error.code : undefined;
  // A connection that was tried at several addresses fails with an empty message.
  const reason = error.message === '' ? String(code ?? error.name) : error.message;
  return { reason, remedy: remedyOf(code) };
}

/** Both in one text. */
export function failureText(error: Error): string {
  const { reason, remedy } = reasonOf(error);
  return `${reason}; ${remedy}`;
}

function remedyOf(code: unknown): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'start the daemon, or correct "port" and "protocol"';
    case 'ENOENT':
    case 'EACCES':
      return 'start the daemon, or correct "path" and its permissions';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'check the host name in "host", and DNS';
    case 'EMSGSIZE':
      return 'lower "maxPacketBytes"';
    default:
      return 'check the daemon and the network';
  }
}
