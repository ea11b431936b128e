/** OpenSSL's description stands between addresses, sources and line numbers. */
const openSslError = /^.*?error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):.*$/s;

/** Codes with which Node reports that the other side does not speak TLS. */
const noTls =
  /^(?:EPROTO|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|ERR_SSL_(?:HTTP_REQUEST|UNKNOWN_PROTOCOL|RECORD_LAYER_FAILURE))$/;

const noTlsReason = /\((?:wrong version number|packet length too long|http request|unknown protocol)\)$/;

/** Why there is no answer: the innermost error. */
export interface ConnectionFailure {
  /** Such as `ECONNREFUSED` or `HPE_INVALID_CONSTANT`. */
  readonly code: string | undefined;
  /** Such as `connect ECONNREFUSED 127.0.0.1:4318`. */
  readonly reason: string;
  /** Of a failed system call, such as `connect`. */
  readonly syscall: string | undefined;
}

/** Reads an error of `node:http`, `node:tls` or `fetch`, which stores the error that matters as its cause. */
export function readConnectionFailure(error: unknown): ConnectionFailure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  // The parser of `fetch` leaves the code out.
  const code = readText(cause, 'code') ?? (readText(cause, 'name') === 'HTTPParserError' ? 'HPE_UNKNOWN' : undefined);
  const message = readText(cause, 'message') ?? '';
  const described = openSslError.exec(message)?.[1];
  const reason = described === undefined ? message : `${code ?? 'TLS'} (${described})`;
  // If several addresses of a host were tried, the message is empty, and each attempt has an error.
  const [attempt]: unknown[] = cause instanceof AggregateError ? cause.errors : [];
  return {
    code,
    reason: reason || code || 'no answer came',
    syscall: readText(cause, 'syscall') ?? readText(attempt, 'syscall'),
  };
}

/**
 * The remedy for a failed connection that does not depend on the receiver; `undefined` for another one.
 * @param option names what holds the URL, such as `"endpoint"`
 */
export function suggestForConnection({ code = '', reason }: ConnectionFailure, option: string): string | undefined {
  if (/alert/i.test(reason) && /SSL|TLS|EPROTO/.test(`${code} ${reason}`)) {
    return 'check the client certificate, and the TLS versions that the receiver accepts';
  }
  if (noTls.test(code) || noTlsReason.test(reason)) {
    return `write http instead of https in ${option}, or correct its port: what listens there does not speak TLS`;
  }
  if (code === 'HPE_HEADER_OVERFLOW' || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return `correct ${option}: what listens there answers with more headers than HTTP clients accept`;
  }
  if (code.startsWith('HPE_')) {
    return `correct scheme and port in ${option}: what listens there does not speak HTTP/1.1, but for example TLS or gRPC`;
  }
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET') {
    return `check the log of the receiver, or of the proxy in front of it; if it expects TLS, write https in ${option}`;
  }
  return undefined;
}

function readText(error: unknown, member: string): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, member) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
