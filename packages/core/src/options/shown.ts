const MAX_SHOWN_CHARACTERS = 60;

/** A value as a message shows it: short, and without the credentials of a URL. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') {
    const text = withoutCredentials(value);
    return JSON.stringify(text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text);
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : showKind(value);
}

/** As `showValue`, but only the kind of a text that looks like a token: people paste one into the option beside it. */
export function showUnlessSecret(value: unknown): string {
  const isToken =
    typeof value === 'string' && !value.includes('://') && (value.length > 50 || /[:=_]|^\w{20}/.test(value));
  return isToken ? showKind(value) : showValue(value);
}

/** The kind of a value that must not be shown, such as `a map`. */
export function showKind(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === undefined || value === null) return 'nothing';
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}

/** A URL without its user, password and query, any of which may be secret. */
export function withoutCredentials(url: string): string {
  return url.replace(/^((?:\w+:)?\/\/)?[^/@]*@/, '$1***@').replace(/\?.*$/s, '?***');
}

/** `"a", "b" or "c"`. */
export function listTexts(texts: readonly string[]): string {
  const quoted = texts.map((text) => `"${text}"`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}
