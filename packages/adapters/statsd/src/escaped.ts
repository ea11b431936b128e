/**
 * Text with every character that `unsafe` matches written as `__` and two hexadecimal digits for each byte of its UTF-8
 * form: `a/b` becomes `a__2Fb`. Different texts stay different, because a `__` that would read as such an escape is escaped
 * itself (`__2F` becomes `__5F_2F`). Text that needs no escape stays as it is.
 *
 * @param unsafe with the flags `g` and `u`, made by `escapePattern`
 */
export function escaped(text: string, unsafe: RegExp): string {
  return text.replace(unsafe, (match) =>
    match === '__' ? '__5F_' : bytesOf(match.codePointAt(0)!).map(escapeByte).join(''),
  );
}

/** Matches what must be escaped where only the characters of the class `safe` may stand. `_`, digits and A–F must be in it. */
export function escapePattern(safe: string): RegExp {
  return new RegExp(`__(?=[0-9A-F]{2})|[^${safe}]`, 'gu');
}

/** UTF-8, also of surrogates without a partner, which `TextEncoder` makes all alike. */
function bytesOf(point: number): number[] {
  const last = 0x80 | (point & 0x3f);
  if (point < 0x80) return [point];
  if (point < 0x800) return [0xc0 | (point >> 6), last];
  const middle = 0x80 | ((point >> 6) & 0x3f);
  if (point < 0x10000) return [0xe0 | (point >> 12), middle, last];
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), middle, last];
}

function escapeByte(byte: number): string {
  return `__${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
