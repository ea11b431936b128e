import { readMultipartForm } from './multipart-form.ts';

/** The parameters of a call. JSON keeps its types; query and form values other than files are text. */
export type BotParameters = Readonly<Record<string, unknown>>;

/**
 * Collects the parameters of a call from the query and the body, which may be JSON, urlencoded or multipart.
 *
 * Throws an `Error` for a JSON body that is not an object. Source: https://core.telegram.org/bots/api#making-requests
 */
export function readRequestParameters(query: URLSearchParams, contentType: string, body: Buffer): BotParameters {
  return { ...Object.fromEntries(query), ...readBodyParameters(contentType, body) };
}

function readBodyParameters(contentType: string, body: Buffer): BotParameters {
  if (body.length === 0) return {};
  if (contentType.includes('application/json')) {
    const parsed: unknown = JSON.parse(body.toString());
    if (typeof parsed !== 'object' || parsed === null) throw new Error(`the body must be an object: ${body}`);
    return { ...parsed };
  }
  if (contentType.includes('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(body.toString()));
  }
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  return boundary === undefined ? {} : readMultipartForm(body, boundary);
}

/** Parses an object or array that a form carries as JSON text; returns anything else unchanged. */
export function structured(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
