/** The closed set of `telegram.status`. */
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

const ownStatuses: ReadonlyMap<number, TelegramStatus> = new Map([
  [400, '400'],
  [401, '401'],
  [403, '403'],
  [404, '404'],
  [409, '409'],
  [429, '429'],
]);

/** The status of an answer with `ok: false`. Its `error_code` equals the HTTP status. */
export function statusOfErrorCode(errorCode: number): TelegramStatus {
  return ownStatuses.get(errorCode) ?? (errorCode >= 500 ? '5xx' : 'other_4xx');
}

/** The status of a request that had no answer. Frameworks throw the abort itself or wrap it in their own error. */
export function statusOfThrown(thrown: unknown): TelegramStatus {
  return isAbort(thrown) || (hasError(thrown) && isAbort(thrown.error)) ? 'aborted' : 'network';
}

// The name, because the `code` of an abort is the number 20 with fetch and absent with node-fetch.
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function hasError(thrown: unknown): thrown is { readonly error: unknown } {
  return typeof thrown === 'object' && thrown !== null && 'error' in thrown;
}
