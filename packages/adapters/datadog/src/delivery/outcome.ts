import {
  bodyText,
  type ConnectionFailure,
  describeAnswer,
  type ExportFailure,
  excerpt,
  type Outcome,
  readConnectionFailure,
  reasonIn,
  suggestForConnection,
} from '@bot-metrics/core/delivery';
import { type Answer, UnreadableKey } from './intake.ts';
import { readWarnings } from './success.ts';

/** The option that names the receiver. */
export type ReceiverOption = 'site' | 'endpoint';

/** System calls that fail before there is a connection, so that nothing can have been stored. */
const connectingCalls = ['connect', 'getaddrinfo'];

/** Codes of OpenSSL and Node: the certificate is not trusted, or the receiver does not speak TLS. */
const tlsFailure =
  /CERT|^UNABLE_TO_|^ERR_TLS_|^EPROTO$|^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$|^ERR_SSL_.*ALERT/;

/** Maps an answer to the outcome for the points of the request. */
export function readOutcome(answer: Answer, option: ReceiverOption): Outcome {
  const { status, error, apiKey } = answer;
  if (error instanceof UnreadableKey) {
    const remedy = 'correct what "apiKey" reads: a function, a file or a variable';
    return { delivered: false, reason: excerpt(error.message, [apiKey]), remedy, retry: 'next-export' };
  }
  if (status === undefined) {
    const failure = readConnectionFailure(error);
    const remedy = suggestForConnection(failure, `"${option}"`) ?? suggestForCode(failure.code, option);
    const retry = isSent(failure) ? 'resend' : 'next-export';
    return { delivered: false, reason: excerpt(failure.reason, [apiKey]), remedy, retry };
  }
  return status >= 200 && status < 300
    ? describeSuccess(answer, status, option)
    : describeRefusal(answer, status, option);
}

function describeSuccess(answer: Answer, status: number, option: ReceiverOption): Outcome {
  const { apiKey, body } = answer;
  try {
    const message = excerpt(readWarnings(answer), [apiKey]);
    return message === '' ? { delivered: true } : { delivered: true, partial: { rejectedPoints: 0, message } };
  } catch (error) {
    const fault = error instanceof Error ? error.message : '';
    const isCut = body?.fault === 'broke off';
    return {
      delivered: false,
      reason: describe(answer, status, fault),
      remedy: isCut
        ? 'check the network, or raise "timeout"'
        : `correct "${option}": another service, such as a proxy or a login page, answers in place of the intake`,
      status,
      retry: 'resend',
    };
  }
}

function describeRefusal(answer: Answer, status: number, option: ReceiverOption): ExportFailure {
  const { pauseSeconds, apiKey } = answer;
  const failure = {
    delivered: false,
    reason: describe(answer, status, ''),
    remedy: suggestForStatus(status, option, apiKey !== ''),
    status,
    retry: chooseRetry(status),
  } as const;
  return pauseSeconds === undefined ? failure : { ...failure, pauseSeconds };
}

function describe({ body, location, apiKey }: Answer, status: number, fault: string): string {
  const explanation = body === undefined ? '' : reasonIn(bodyText(body));
  return describeAnswer('Datadog', { status, location: location ?? undefined, fault }, explanation, [apiKey]);
}

/**
 * A busy receiver has stored nothing. After a timeout or another error inside Datadog, or behind a gateway, this is unknown: the
 * identical points are sent again and replace the first ones, as by the Agent. Any other rejection is permanent.
 */
function chooseRetry(status: number): ExportFailure['retry'] {
  if (status === 429 || status === 503) return 'next-export';
  return status === 408 || (status >= 500 && status !== 501 && status !== 505) ? 'resend' : 'never';
}

function isSent({ code = '', syscall = '' }: ConnectionFailure): boolean {
  return !(connectingCalls.includes(syscall) || code === 'UND_ERR_CONNECT_TIMEOUT' || tlsFailure.test(code));
}

function suggestForCode(code: string | undefined, option: ReceiverOption): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'start the receiver at "endpoint", or correct its port';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `check the host name in "${option}", and DNS`;
    case undefined:
      return 'check the network, or raise "timeout"';
    default:
      return tlsFailure.test(code)
        ? 'check the certificate of the receiver, or of the proxy in front of it'
        : 'check the network, and the proxy if there is one';
  }
}

function suggestForStatus(status: number, option: ReceiverOption, hasKey: boolean): string {
  if (status >= 300 && status < 400) {
    return `set "${option === 'site' ? 'endpoint' : option}" to the target of the redirect, because the key is not sent to another host`;
  }
  switch (status) {
    case 401:
    case 403:
      if (!hasKey) return 'set "apiKey"; no key is sent';
      return 'correct "apiKey": an API key, not an application key, of the organization at this "site"';
    case 404:
    case 405:
      return `correct "${option}"; /api/v2/series is appended to it`;
    case 413:
      return 'raise the maximum request size of the proxy in front of it';
    default:
      return status < 500 && status !== 429 && status !== 408
        ? 'correct what the answer names'
        : 'no action needed: delivery is retried automatically';
  }
}
