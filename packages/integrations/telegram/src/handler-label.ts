/**
 * `name` if it is on the allow-list, else `other`; `undefined` stays `undefined`. Keeps the label bounded whatever
 * users type.
 */
export function handlerLabel(name: string | undefined, allowed: ReadonlySet<string>): string | undefined {
  if (name === undefined) return undefined;
  return allowed.has(name) ? name : 'other';
}
