/** RFC 9110, RFC 5789 (PATCH) and RFC 10008 (QUERY), as the semantic conventions name them. */
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

/** The method if it is a standard one, else `_OTHER`: a client may send any word. */
export function httpMethod(method: string): string {
  return known.has(method) ? method : '_OTHER';
}
