import type { ExportFailure } from '@bot-metrics/core/delivery';

/** What the SDK's errors have, as far as there was an answer. */
interface SdkError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
  readonly $response?: { readonly statusCode?: number };
}

/** No connection was made, so that nothing can have been stored. */
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
/** Of the SDK, before it sends: no credentials, no region. */
const notSigned = /^(?:CredentialsProviderError|TokenProviderError)$/;
/** CloudWatch says so with status 400. */
const throttled = /^(?:Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|SlowDown|PriorRequestNotComplete)/;
/** The credentials will be others, or the clock be set, before long. Source: common errors of the AWS API. */
const passing = /^(?:ExpiredToken|RequestExpired|RequestTimeTooSkewed|RequestInTheFuture)/;
/** The credentials are wrong or may not do this, whatever the status. */
const denied =
  /^(?:AccessDenied|UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch|MissingAuthenticationToken|IncompleteSignature|InvalidSignature|NotAuthorized|OptInRequired|AuthFailure)/;
const FORBIDDEN = 403;
/** Of a message. */
const MOST_CHARACTERS = 300;

/**
 * What an error of the SDK means for the batch. Of messages the first line is shown: those below it, of a signature that does not
 * match, have the signed headers with the session token.
 */
export function failureOf(error: unknown): ExportFailure {
  const known: SdkError = typeof error === 'object' && error !== null ? error : {};
  const status = known.$response?.statusCode ?? known.$metadata?.httpStatusCode;
  const isRetried = (known.$metadata?.attempts ?? 1) > 1;
  const failure = status === undefined ? withoutAnswer(known) : withAnswer(known, status);
  // Attempts of a ready client before the last one may have been stored.
  return isRetried && failure.next === 'merge' ? { ...failure, next: 'repeat' } : failure;
}

function withoutAnswer({ name, message, code }: SdkError): ExportFailure {
  const reason = firstLine(message) || String(code ?? 'no answer came');
  const base = { delivered: false, reason } as const;
  if (notSigned.test(String(name))) {
    const remedy = 'give the process credentials, such as a role, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
    // The command of `credential_process` may have a secret among its arguments.
    const shown = reason.startsWith('Command failed') ? 'the command that has the credentials failed' : reason;
    return { ...base, reason: shown, remedy, next: 'merge' };
  }
  if (/region is missing/i.test(reason)) {
    return { ...base, remedy: 'set "region", or AWS_REGION', next: 'merge' };
  }
  if (neverSent.has(code)) {
    return { ...base, remedy: 'look at the network, and at "region" or "endpoint"', next: 'merge' };
  }
  return { ...base, remedy: 'look at the network, or raise "timeout"', next: 'repeat' };
}

function withAnswer({ name, message }: SdkError, status: number): ExportFailure {
  const what = String(name);
  const reason = `CloudWatch answered ${status} ${what}${shownMessage(message)}`;
  const base = { delivered: false, reason, status } as const;
  const recovers = 'nothing is to be done here if it recovers';
  if (throttled.test(what) || status === 429 || status === 503) {
    return {
      ...base,
      remedy: throttled.test(what) ? 'raise "interval", or the quota of PutMetricData' : recovers,
      next: 'merge',
    };
  }
  // What went wrong inside may have been stored before.
  if (status >= 500) return { ...base, remedy: recovers, next: 'repeat' };
  if (passing.test(what)) return { ...base, remedy: 'renew the credentials, or set the clock', next: 'merge' };
  if (denied.test(what) || status === 401 || status === FORBIDDEN) {
    const remedy = 'correct the credentials, and allow them cloudwatch:PutMetricData';
    return { ...base, remedy, status: FORBIDDEN, next: 'drop' };
  }
  if (status === 413) return { ...base, remedy: 'the next requests are smaller', next: 'drop' };
  return { ...base, remedy: 'look at "namespace" and at what AWS says', next: 'drop' };
}

function shownMessage(message: unknown): string {
  const line = firstLine(message);
  return line === '' ? '' : ` (${line})`;
}

function firstLine(message: unknown): string {
  return typeof message === 'string' ? message.split('\n', 1)[0]!.slice(0, MOST_CHARACTERS) : '';
}
