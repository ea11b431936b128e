// The methods of RFC 9110, PATCH (RFC 5789) and QUERY.
const knownMethods: ReadonlySet<string> = new Set([
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

/** The method as a label value; `_OTHER` for what is not a standard one (semantic conventions, `http.request.method`). */
export function methodLabel(method: string | undefined): string {
  return method !== undefined && knownMethods.has(method) ? method : '_OTHER';
}
