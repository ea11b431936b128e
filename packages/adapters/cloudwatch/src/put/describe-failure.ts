import {
  describeAnswer,
  type ExportFailure,
  excerpt,
  readConnectionFailure,
  reasonIn,
  suggestForConnection,
} from '@bot-metrics/core/delivery';
import type { AnswerCheck } from './answer-check.ts';

/** The answer before the SDK read it; `undefined` with a client that is not the SDK's. */
type SeenAnswer = Pick<AnswerCheck, 'location' | 'text' | 'secrets'>;

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
  'EPROTO',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_INVALID_CHAR',
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
/** The SDK's names for an answer that it cannot read. */
const unreadable = /^(?:SyntaxError|TypeError|Error|Unknown|UnknownError)$/;
const CLOUDWATCH = 'CloudWatch';
const unseen: SeenAnswer = { location: undefined, text: '', secrets: [] };

/**
 * Maps an error of the SDK to a failure. Only the first line of a message is shown: the further lines of a signature mismatch contain
 * the signed headers with the session token.
 */
export function describeFailure(error: unknown, seen: SeenAnswer = unseen): ExportFailure {
  const known: SdkError = typeof error === 'object' && error !== null ? error : {};
  const status = known.$response?.statusCode ?? known.$metadata?.httpStatusCode;
  const isRetried = (known.$metadata?.attempts ?? 1) > 1;
  const failure = status === undefined ? describeWithoutAnswer(known, seen) : describeRefusal(known, status, seen);
  // A client of the application retries itself, and an earlier attempt may have been stored.
  return isRetried && failure.retry === 'next-export' ? { ...failure, retry: 'resend' } : failure;
}

/** Describes a success that is not the answer of CloudWatch, so that the request may have been stored; `undefined` for any other. */
export function describeMistakenSuccess({ status, fault, text, secrets }: AnswerCheck): ExportFailure | undefined {
  if (status === undefined || fault === undefined) return undefined;
  return {
    delivered: false,
    reason: describeAnswer(CLOUDWATCH, { status, fault }, reasonIn(text), secrets),
    remedy: 'correct "endpoint" or the proxy: another service, such as a login page, answers in place of CloudWatch',
    status,
    retry: 'resend',
  };
}

function describeWithoutAnswer(error: SdkError, { secrets }: SeenAnswer): ExportFailure {
  const { name, code } = error;
  const failure = readConnectionFailure(error);
  const reason = excerpt(readFirstLine(failure.reason), secrets) || String(code ?? 'no answer came');
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
  if (code === 'ERR_INVALID_CHAR') {
    const remedy = 'remove line breaks and other control characters from the AWS credentials';
    return { ...base, remedy, retry: 'next-export' };
  }
  const shared = code === 'ECONNRESET' || code === 'EPIPE' ? undefined : suggestForConnection(failure, '"endpoint"');
  if (shared !== undefined) return { ...base, remedy: shared, retry: neverSent.has(code) ? 'next-export' : 'resend' };
  if (neverSent.has(code)) {
    return { ...base, remedy: 'check the network, and "region" or "endpoint"', retry: 'next-export' };
  }
  return { ...base, remedy: 'check the network, or raise "timeout"', retry: 'resend' };
}

function describeRefusal({ name, message }: SdkError, status: number, seen: SeenAnswer): ExportFailure {
  const { location, text, secrets } = seen;
  const isUnreadable = unreadable.test(String(name)) && (text !== '' || status < 400);
  const what = isUnreadable ? (/<Code>(\w+)<\/Code>/i.exec(text)?.[1] ?? '') : String(name);
  const explanation = isUnreadable ? reasonIn(text) : readFirstLine(message);
  const fault = what === '' ? '' : ` ${what}`;
  const reason = describeAnswer(CLOUDWATCH, { status, location, fault }, explanation, secrets);
  const base = { delivered: false, reason, status } as const;
  const recovers = 'no action needed: delivery is retried automatically';
  if (throttled.test(what) || status === 429 || status === 503) {
    return {
      ...base,
      remedy: throttled.test(what) ? 'raise "interval", or the quota of PutMetricData' : recovers,
      retry: 'next-export',
    };
  }
  if (status >= 300 && status < 400) {
    const remedy = 'set "endpoint" to the target of the redirect, because requests are signed for one host';
    return { ...base, remedy, retry: 'never' };
  }
  // After an internal error the request may have been stored.
  if (status >= 500) return { ...base, remedy: recovers, retry: 'resend' };
  if (temporary.test(what)) return { ...base, remedy: 'renew the credentials, or set the clock', retry: 'next-export' };
  if (denied.test(what) || status === 401 || status === FORBIDDEN) {
    const remedy =
      'correct the credentials of the AWS SDK, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and grant them cloudwatch:PutMetricData';
    return { ...base, remedy, status: FORBIDDEN, retry: 'never' };
  }
  if (status === 413) return { ...base, remedy: 'no action needed: the next requests are smaller', retry: 'never' };
  return { ...base, remedy: 'correct "namespace", or what the answer names', retry: 'never' };
}

function readFirstLine(message: unknown): string {
  return typeof message === 'string' ? message.split('\n', 1)[0]! : '';
}
