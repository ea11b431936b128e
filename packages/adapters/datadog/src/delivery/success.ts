import { bodyText, isAcknowledgement, isGenericType, mediaType, reasonIn } from '@bot-metrics/core/delivery';
import type { Answer } from './intake.ts';

const jsonType = /^application\/(?:[\w.-]+\+)?json$/;

/**
 * Reads the body of a 2xx answer and returns its warnings; empty if there are none. Throws an `Error`, whose message completes
 * `answered 202`, for the answer of anything else than an intake.
 *
 * Datadog sends JSON with a list `errors`. Other intakes send `{"status":"ok"}`, no body, or `ok` in plain text.
 * Source: https://docs.datadoghq.com/api/latest/metrics/#submit-metrics
 */
export function readWarnings({ body, contentType }: Answer): string {
  if (body?.fault !== undefined) throw new Error(`, but its body ${body.fault}`);
  const type = mediaType(contentType);
  const text = body === undefined ? '' : bodyText(body);
  if (isAcknowledgement(text, type)) return '';
  const answer = isGenericType(type) || jsonType.test(type) ? parseObject(text) : undefined;
  const { errors = [], error, status } = answer ?? {};
  if (answer === undefined || !Array.isArray(errors) || error !== undefined || status === 'error') {
    throw new Error(` with ${type || 'a body'} instead of an answer of Datadog`);
  }
  return reasonIn(JSON.stringify(errors));
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
