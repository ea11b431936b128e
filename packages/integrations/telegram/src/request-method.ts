/** The Bot API method in the URL of a request: the last path segment. The segment before it contains the token. */
export function requestMethod(url: string): string {
  return /\/(\w+)(?:\?.*)?$/.exec(url)?.[1] ?? 'other';
}
