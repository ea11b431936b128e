/** Limit of what a message quotes from a receiver. */
const MAX_CHARACTERS = 200;
/** Only the beginning of a text is examined. */
const MAX_EXAMINED = 20_000;
/** As many characters in sequence that are part of a secret count as a piece of it. */
const PIECE = 8;

/**
 * The beginning of a text from a receiver, as a message may quote it: one line without control characters, of at most 200 characters.
 * Empty for binary data.
 * @param secrets what the request carried. Every piece of 8 or more of their characters is replaced by `***`, in upper and lower case,
 * and also where the receiver escaped it as in a URL or in JSON. A shorter secret is replaced where it is a word.
 */
export function excerpt(text: string, secrets: readonly string[] = [], maxCharacters: number = MAX_CHARACTERS): string {
  const examined = text.slice(0, MAX_EXAMINED);
  if (isBinary(examined)) return '';
  const shown = hideSecrets(toLine(examined), secrets.flatMap(spellings));
  // A cut between the halves of a surrogate pair would leave half a character.
  return shown.length <= maxCharacters
    ? shown
    : `${shown.slice(0, maxCharacters - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Characters that a terminal interprets, or that hide or reorder others, are removed. */
function toLine(text: string): string {
  return text
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim();
}

/** Compressed or encoded data is not UTF-8. */
function isBinary(text: string): boolean {
  const unreadable = text.match(/\ufffd|(?!\s)\p{Cc}/gu)?.length ?? 0;
  return unreadable > text.length / 10;
}

function spellings(secret: string): string[] {
  const line = toLine(secret);
  return line === '' ? [] : [...new Set([line, encodeURIComponent(line), JSON.stringify(line).slice(1, -1)])];
}

function hideSecrets(text: string, secrets: readonly string[]): string {
  const lower = lowerCase(text);
  const isSecret = new Uint8Array(text.length);
  for (const secret of secrets.map(lowerCase)) {
    if (secret.length < PIECE) hideWord(lower, secret, isSecret);
    else hidePieces(lower, secret, isSecret);
  }
  if (!isSecret.includes(1)) return text;
  let shown = '';
  for (let at = 0; at < text.length; at++) {
    if (isSecret[at] === 0) shown += text[at]!;
    // The space in "Bearer TOKEN" belongs to the sentence around it.
    else if (isSecret[at - 1] !== 1) shown += text[at] === ' ' ? ' ***' : '***';
  }
  return shown;
}

function hidePieces(text: string, secret: string, isSecret: Uint8Array): void {
  const pieces = new Set<string>();
  for (let at = 0; at + PIECE <= secret.length; at++) pieces.add(secret.slice(at, at + PIECE));
  for (let at = 0; at + PIECE <= text.length; at++) {
    if (pieces.has(text.slice(at, at + PIECE))) isSecret.fill(1, at, at + PIECE);
  }
}

/** A short secret may also be part of ordinary words, such as a tenant `1` of a number. */
function hideWord(text: string, secret: string, isSecret: Uint8Array): void {
  const isWord = (character: string | undefined): boolean =>
    character !== undefined && /[\p{L}\p{N}_]/u.test(character);
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
    const end = at + secret.length;
    const continues = (isWord(text[at - 1]) && isWord(secret[0])) || (isWord(text[end]) && isWord(secret.at(-1)));
    if (!continues) isSecret.fill(1, at, end);
  }
}

/** Only letters of ASCII, so that every character keeps its position. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
