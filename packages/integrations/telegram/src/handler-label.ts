/** `name` if the allow-list has it, `other` if not, absent if there is none: whatever users type, the label stays bounded. */
export function handlerLabel(name: string | undefined, allowed: ReadonlySet<string>): string | undefined {
  if (name === undefined) return undefined;
  return allowed.has(name) ? name : 'other';
}
