/** The methods of RFC 9110, RFC 5789 (PATCH) and RFC 10008 (QUERY), as listed by OpenTelemetry's semantic conventions. */
const known: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'QUERY',
]);

/** Returns a standard method as it is, and `_OTHER` for any other: a client may send any word, and each would be a series. */
export function httpMethod(method: string): string {
  return known.has(method) ? method : '_OTHER';
}
