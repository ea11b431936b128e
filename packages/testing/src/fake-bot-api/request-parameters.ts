import { readMultipartForm } from './multipart-form.ts';

/** The parameters of a call. JSON keeps its types; in a query or a form everything but a file is text. */
export type BotParameters = Readonly<Record<string, unknown>>;

/**
 * Collects the parameters of a call from the query and from the body, which may be JSON, urlencoded or multipart.
 *
 * Throws an `Error` for a JSON body that is no object. Source: https://core.telegram.org/bots/api#making-requests
 */
export function readRequestParameters(query: URLSearchParams, contentType: string, body: Buffer): BotParameters {
  return { ...Object.fromEntries(query), ...readBodyParameters(contentType, body) };
}

function readBodyParameters(contentType: string, body: Buffer): BotParameters {
  if (body.length === 0) return {};
  if (contentType.includes('application/json')) {
    const parsed: unknown = JSON.parse(body.toString());
    if (typeof parsed !== 'object' || parsed === null) throw new Error(`the body is ${body}, not an object`);
    return { ...parsed };
  }
  if (contentType.includes('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(body.toString()));
  }
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  return boundary === undefined ? {} : readMultipartForm(body, boundary);
}

/** An object or array that a form carries as JSON text; anything else as it is. */
export function structured(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
