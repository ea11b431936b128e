/** The text of a label value, empty for a missing one; `undefined` for what is no string, number or boolean. */
export function labelText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
      return String(value);
    case 'undefined':
      return '';
    default:
      return undefined;
  }
}
