/** Why a packet was not taken, and what to do about it. */
export function reasonOf(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  // A connection that was tried at several addresses fails with an empty message.
  const reason = error.message === '' ? String(code ?? error.name) : error.message;
  switch (code) {
    case 'ECONNREFUSED':
      return `${reason}; start the daemon, or correct "port" and "protocol"`;
    case 'ENOENT':
    case 'EACCES':
      return `${reason}; start the daemon, or correct "path" and who may write to it`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${reason}; correct "host", or look at the name server`;
    case 'EMSGSIZE':
      return `${reason}; lower "maxPacketBytes"`;
    default:
      return `${reason}; look at the daemon and the network`;
  }
}
