import { type ConnectionFailure, suggestForConnection } from '@bot-metrics/core/delivery';

/** The options that the user has set, as remedies name them. */
export interface NamedOptions {
  /** The option that names the receiver: `endpoint`, `url` or `zone`. */
  readonly receiver: string;
  /** The options that hold credentials, such as `headers.authorization`. */
  readonly credentials: readonly string[];
}

/** Returns the remedy for a request without an answer. */
export function suggestForFailure(failure: ConnectionFailure, { receiver }: NamedOptions): string {
  const { code } = failure;
  const shared = suggestForConnection(failure, `"${receiver}"`);
  if (shared !== undefined) return shared;
  // In these words, grpc-js reports a port that closes each connection.
  if (/Failed to connect|Protocol error/.test(failure.reason)) {
    return `write https in "${receiver}" if the receiver expects TLS, or correct the port: it may not speak gRPC`;
  }
  switch (code) {
    case 'ECONNREFUSED':
      return 'start the receiver, or correct the port: usually 4318 for OTLP over HTTP, and 4317 for gRPC';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'check the host name and DNS';
    case undefined:
      return 'check the receiver and the network, or raise "timeout"';
    default:
      return 'check the network, and for an https URL the certificate';
  }
}

/**
 * Returns the remedy for a status.
 * @param isExplained whether the answer says what is wrong
 */
export function suggestForStatus(status: number, options: NamedOptions, isExplained: boolean): string {
  const { receiver } = options;
  if (status >= 300 && status < 400) {
    return `set "${receiver}" to the target of the redirect, because headers are not sent to another host`;
  }
  switch (status) {
    case 401:
    case 403:
      return suggestCredentials(options);
    case 404:
    case 405:
      if (receiver === 'endpoint') return 'correct the path of "endpoint", to which "/v1/metrics" is appended';
      return receiver === 'url' ? 'correct the path of "url", which is used unchanged' : `correct "${receiver}"`;
    case 407:
      return 'correct the user and the password of the proxy, in HTTPS_PROXY or HTTP_PROXY';
    case 413:
      return 'raise the maximum request size of the receiver, or of the proxy in front of it';
    case 501:
      return `choose another "protocol" or "${receiver}", because this one accepts no metrics`;
    case 415:
      return 'choose another "protocol", or compression "none"';
    default:
      if (status >= 500 || status === 429) return 'no action needed: delivery is retried automatically';
      return isExplained ? 'correct what the answer names' : 'check the log of the receiver';
  }
}

/** Returns the remedy for a success that is not the answer of an OTLP receiver. */
export function suggestForStranger({ receiver }: NamedOptions, isOtherEncoding: boolean): string {
  return isOtherEncoding
    ? `choose another "protocol", because the receiver must answer in the encoding of the request, or correct "${receiver}"`
    : `correct "${receiver}": another service, such as a proxy or a login page, answers in place of the receiver`;
}

function suggestCredentials({ credentials }: NamedOptions): string {
  if (credentials.length === 0) return 'set the credentials as "headers.authorization"; none are sent';
  return `correct ${credentials.map((name) => `"${name}"`).join(' or ')}`;
}
