import type { ExportFailure } from '@bot-metrics/core/delivery';

/** The fields of the SDK's errors that are read. Members with $ exist if there was an answer. */
interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
  readonly $response?: { readonly statusCode?: number };
}

/** Codes of failures before there is a connection, so that nothing can have been stored. */
const neverSent: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
]);
/** Errors of the SDK before it sends, for lack of credentials. */
const notSigned = /^(?:CredentialsProviderError|TokenProviderError)$/;
/** CloudWatch throttles with status 400. */
const throttled = /^(?:Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|SlowDown|PriorRequestNotComplete)/;
/** Errors that pass: credentials are renewed, or the clock is set. Source: common errors of the AWS API. */
const temporary = /^(?:ExpiredToken|RequestExpired|RequestTimeTooSkewed|RequestInTheFuture)/;
/** Wrong or insufficient credentials, whatever the status. */
const denied =
  /^(?:AccessDenied|UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch|MissingAuthenticationToken|IncompleteSignature|InvalidSignature|NotAuthorized|OptInRequired|AuthFailure)/;
const FORBIDDEN = 403;
/** Limit of a message. */
const MAX_CHARACTERS = 300;

/**
 * Maps an error of the SDK to a failure. Only the first line of a message is shown: the further lines of a signature mismatch contain
 * the signed headers with the session token.
 */
export function describeFailure(error: unknown): ExportFailure {
  const known: SdkError = typeof error === 'object' && error !== null ? error : {};
  const status = known.$response?.statusCode ?? known.$metadata?.httpStatusCode;
  const isRetried = (known.$metadata?.attempts ?? 1) > 1;
  const failure = status === undefined ? describeWithoutAnswer(known) : describeAnswer(known, status);
  // A client of the application retries itself, and an earlier attempt may have been stored.
  return isRetried && failure.retry === 'next-export' ? { ...failure, retry: 'resend' } : failure;
}

function describeWithoutAnswer({ name, message, code }: SdkError): ExportFailure {
  const reason = readFirstLine(message) || String(code ?? 'no answer came');
  const base = { delivered: false, reason } as const;
  if (notSigned.test(String(name))) {
    const remedy = 'give the process credentials, such as a role, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
    // The arguments of `credential_process` may contain a secret.
    const shown = reason.startsWith('Command failed') ? 'the credential command failed' : reason;
    return { ...base, reason: shown, remedy, retry: 'next-export' };
  }
  if (/region is missing/i.test(reason)) {
    return { ...base, remedy: 'set "region" or AWS_REGION', retry: 'next-export' };
  }
  if (neverSent.has(code)) {
    return { ...base, remedy: 'check the network, and "region" or "endpoint"', retry: 'next-export' };
  }
  return { ...base, remedy: 'check the network, or raise "timeout"', retry: 'resend' };
}

function describeAnswer({ name, message }: SdkError, status: number): ExportFailure {
  const what = String(name);
  const reason = `CloudWatch answered ${status} ${what}${formatMessage(message)}`;
  const base = { delivered: false, reason, status } as const;
  const recovers = 'no action needed: delivery is retried automatically';
  if (throttled.test(what) || status === 429 || status === 503) {
    return {
      ...base,
      remedy: throttled.test(what) ? 'raise "interval", or the quota of PutMetricData' : recovers,
      retry: 'next-export',
    };
  }
  // After an internal error the request may have been stored.
  if (status >= 500) return { ...base, remedy: recovers, retry: 'resend' };
  if (temporary.test(what)) return { ...base, remedy: 'renew the credentials, or set the clock', retry: 'next-export' };
  if (denied.test(what) || status === 401 || status === FORBIDDEN) {
    const remedy = 'correct the credentials, and grant them cloudwatch:PutMetricData';
    return { ...base, remedy, status: FORBIDDEN, retry: 'never' };
  }
  if (status === 413) return { ...base, remedy: 'no action needed: the next requests are smaller', retry: 'never' };
  return { ...base, remedy: 'correct "namespace", or what the answer names', retry: 'never' };
}

function formatMessage(message: unknown): string {
  const line = readFirstLine(message);
  return line === '' ? '' : ` (${line})`;
}

function readFirstLine(message: unknown): string {
  return typeof message === 'string' ? message.split('\n', 1)[0]!.slice(0, MAX_CHARACTERS) : '';
}
