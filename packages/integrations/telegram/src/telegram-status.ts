/** All values of `telegram.status`. */
export type TelegramStatus =
  | 'ok'
  | '400'
  | '401'
  | '403'
  | '404'
  | '409'
  | '429'
  | 'other_4xx'
  | '5xx'
  | 'network'
  | 'aborted'
  | 'webhook_reply';

const distinctStatuses: ReadonlyMap<number, TelegramStatus> = new Map([
  [400, '400'],
  [401, '401'],
  [403, '403'],
  [404, '404'],
  [409, '409'],
  [429, '429'],
]);

/** The status of an answer with `ok: false`, whose `error_code` is the HTTP status. */
export function classifyErrorCode(errorCode: number): TelegramStatus {
  return distinctStatuses.get(errorCode) ?? (errorCode >= 500 ? '5xx' : 'other_4xx');
}

/** The status of a request without an answer. Frameworks throw the abort itself or wrap it in an error of their own. */
export function classifyThrown(thrown: unknown): TelegramStatus {
  return isAbort(thrown) || (hasError(thrown) && isAbort(thrown.error)) ? 'aborted' : 'network';
}

// Compared by name: the `code` of an abort is 20 with fetch and absent with node-fetch.
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function hasError(thrown: unknown): thrown is { readonly error: unknown } {
  return typeof thrown === 'object' && thrown !== null && 'error' in thrown;
}
