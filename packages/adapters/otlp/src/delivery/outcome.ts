import {
  describeAnswer,
  type ExportFailure,
  excerpt,
  type Outcome,
  readConnectionFailure,
  retryAfterSeconds,
} from '@bot-metrics/core/delivery';
import { UnreadableCredentials } from '../request-headers.ts';
import { isOtherEncoding, readExportResponse, readReason } from './export-response.ts';
import { type NamedOptions, suggestForFailure, suggestForStatus, suggestForStranger } from './remedy.ts';
import type { Answer } from './transport.ts';

/** Source: section "Retryable Response Codes" of the OTLP specification. */
const retryable: readonly (number | undefined)[] = [429, 502, 503, 504];
const RECEIVER = 'the receiver';

/** The settings by which an answer is judged. */
export interface OutcomeContext {
  readonly protocol: string;
  readonly wallSeconds: number;
  readonly options: NamedOptions;
  /** The secrets in the request. No message may show them. */
  readonly secrets: readonly string[];
}

/** Maps an answer to the outcome for the points of the request. */
export function readOutcome(answer: Answer, context: OutcomeContext): Outcome {
  const { status } = answer;
  if (status === undefined) return describeFailure(answer, context);
  return status >= 200 && status < 300
    ? describeSuccess(answer, status, context)
    : describeRefusal(answer, status, context);
}

function describeFailure(answer: Answer, { options, secrets }: OutcomeContext): ExportFailure {
  const { error } = answer;
  if (error instanceof UnreadableCredentials) {
    const read = options.credentials.filter((name) => name !== 'instanceId');
    const remedy = `correct what ${read.map((name) => `"${name}"`).join(' or ')} is read from`;
    return { delivered: false, reason: excerpt(error.message, secrets), remedy, retry: 'next-export' };
  }
  const failure = readConnectionFailure(error);
  return {
    delivered: false,
    reason: excerpt(failure.reason, secrets),
    remedy: suggestForFailure(failure, options),
    retry: chooseRetry(answer),
  };
}

function describeSuccess(answer: Answer, status: number, { protocol, options, secrets }: OutcomeContext): Outcome {
  try {
    const { rejectedPoints, message } = readExportResponse(answer, protocol);
    if (rejectedPoints === 0 && message === '') return { delivered: true };
    return { delivered: true, partial: { rejectedPoints, message: excerpt(message, secrets) } };
  } catch (error) {
    const fault = error instanceof Error ? error.message : '';
    const isCut = answer.bodyFault === 'broke off';
    return {
      delivered: false,
      reason: describeAnswer(RECEIVER, { status, fault }, readReason(answer), secrets),
      remedy: isCut
        ? suggestForFailure(readConnectionFailure(undefined), options)
        : suggestForStranger(options, isOtherEncoding(answer, protocol)),
      status,
      retry: 'resend',
    };
  }
}

function describeRefusal(answer: Answer, status: number, context: OutcomeContext): ExportFailure {
  const { retryAfter, location } = answer;
  const { wallSeconds, options, secrets } = context;
  const explanation = readReason(answer);
  const isExplained = excerpt(explanation) !== '';
  const failure = {
    delivered: false,
    reason: describeAnswer(RECEIVER, { status, location }, explanation, secrets),
    remedy: suggestForStatus(status, options, isExplained),
    status,
    retry: chooseRetry(answer),
  } as const;
  const pauseSeconds = status === 429 || status === 503 ? retryAfterSeconds(retryAfter, wallSeconds) : undefined;
  return pauseSeconds === undefined ? failure : { ...failure, pauseSeconds };
}

function chooseRetry(answer: Answer): ExportFailure['retry'] {
  const { status } = answer;
  if (status !== undefined && !retryable.includes(status)) return 'never';
  return mayBeStored(answer) ? 'resend' : 'next-export';
}

/** Whether a request without a 2xx may have been stored: it was aborted, it timed out, or a gateway answered. */
function mayBeStored({ sent, status }: Answer): boolean {
  return sent && (status === undefined || status === 502 || status === 504);
}
