/**
 * Escapes every character that `unsafe` matches: `__` and two hexadecimal digits for each byte of its UTF-8 form, so that `a/b`
 * becomes `a__2Fb`. Different texts stay different, because a `__` that could be read as such an escape is escaped itself
 * (`__2F` becomes `__5F_2F`). Text without unsafe characters stays unchanged.
 *
 * @param unsafe a pattern from `escapePattern`, or another one with the flags `g` and `u`
 */
export function escapeText(text: string, unsafe: RegExp): string {
  return text.replace(unsafe, (match) =>
    match === '__' ? '__5F_' : encodeUtf8(match.codePointAt(0)!).map(escapeByte).join(''),
  );
}

/** Matches what must be escaped where only the characters of the class `safe` are allowed. It must include `_`, digits and A–F. */
export function escapePattern(safe: string): RegExp {
  return new RegExp(`__(?=[0-9A-F]{2})|[^${safe}]`, 'gu');
}

/** Unlike `TextEncoder`, keeps unpaired surrogates apart. */
function encodeUtf8(point: number): number[] {
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

/** Formats a finite number exactly and without an exponent, because some daemons cannot read `1e+21`. */
export function formatDecimal(value: number): string {
  const text = String(value);
  const [mantissa = '', exponentText] = text.split('e');
  if (exponentText === undefined) return text;
  const exponent = Number(exponentText);
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${whole}${fraction}`;
  return sign + (whole + fraction).padEnd(exponent + 1, '0');
}
