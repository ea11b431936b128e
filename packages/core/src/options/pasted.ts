/** White space and the invisible characters that copying from a page or an editor leaves, such as a byte order mark. */
const invisible = '[\\s\\u200b-\\u200f\\u2060\\ufeff]';
const edges = new RegExp(`^${invisible}+|${invisible}+$`, 'g');
/** More pairs of quotes than anybody pastes. */
const MAX_QUOTES = 10;
const quotes: readonly string[] = ['""', "''", '``', '“”', '‘’', '«»'];

/** The text without what copying adds around it: white space, line breaks, a byte order mark, and quotes in pairs. */
export function cleanPasted(text: string): string {
  let cleaned = text.replace(edges, '');
  for (let pairs = 0; pairs < MAX_QUOTES && isQuoted(cleaned, MAX_QUOTES); pairs++) {
    cleaned = cleaned.slice(1, -1).replace(edges, '');
  }
  return cleaned;
}

/** As `cleanPasted`. Line breaks that a variable lost, or holds as `\n`, are put back. */
export function cleanPem(text: string): string {
  const cleaned = cleanPasted(text).replace(/(?:\\r)?\\n/g, '\n');
  return cleaned.replace(
    /(-----BEGIN [^-]+-----)([^-\n]+)(-----END [^-]+-----)/g,
    (_, begin: string, body: string, end: string) => `${begin}\n${body.trim().replace(/\s+/g, '\n')}\n${end}\n`,
  );
}

/** What is wrong with a cleaned secret, with the remedy; `undefined` if nothing is. Never contains a part of it. */
export function findSecretMistake(text: string): string | undefined {
  if (text === '') return 'received an empty text; set it';
  const lines = text.split(/\r\n?|\n/).length;
  if (lines > 1) return `received ${lines} lines; write it in one line`;
  return /\p{Cc}/u.test(text) ? 'received a control character; remove it' : undefined;
}

/** What is wrong with a secret that is not the value of a header: it has the scheme or the name of one. */
export function findSchemeMistake(text: string): string | undefined {
  if (/^authorization\s*:/i.test(text)) return 'received a name before it; remove everything up to ":"';
  const [, scheme] = /^(bearer|basic)\s+\S+$/i.exec(text) ?? [];
  return scheme === undefined ? undefined : `received "${scheme}" before it; remove "${scheme}"`;
}

/**
 * What is wrong with a cleaned secret that consists of a single word, such as a token or a key. People paste it with the scheme or the name of
 * the header, with the ID that belongs to it, or as an assignment.
 */
export function findTokenMistake(text: string, name: string): string | undefined {
  const [, scheme] = /^(bearer|basic|token|apikey)\s+\S/i.exec(text) ?? [];
  if (scheme?.toLowerCase() === 'basic') {
    return `received "${scheme}" before it; set the ${name} that the text after "${scheme}" encodes`;
  }
  if (scheme !== undefined) return `received "${scheme}" before it; remove "${scheme}"`;
  const [, separator] =
    /^(?:export\s+)?(?:[\w-]*(?:authorization|token|key|secret|password|auth)[\w-]*)\s*([:=])\s*[^\s=]/i.exec(text) ??
    [];
  if (separator !== undefined) return `received a name before it; remove everything up to "${separator}"`;
  if (/^\d+:\S/.test(text)) return 'received an ID and ":" before it; remove them';
  if (/^(?:\$\{?\w+\}?|%\w+%)$/.test(text)) return 'received the name of a variable; write { env: NAME }';
  if (/^<.*>$/s.test(text)) return 'received a placeholder; replace it';
  const mistake = findSecretMistake(text);
  if (mistake !== undefined) return mistake;
  if (/\s/.test(text)) return 'received white space inside it; remove it';
  if (/^["'`“”‘’«»]|["'`“”‘’«»]$/.test(text)) return 'received a quotation mark at one end; remove it';
  return /[^\x21-\x7e]/.test(text) ? 'received a character that it cannot have; copy it again' : undefined;
}

/** Whether one pair of quotes encloses the text; `"a" and "b"` has two. */
function isQuoted(text: string, maxPairs: number): boolean {
  const [first = '', last = ''] = [text[0], text.at(-1)];
  if (text.length < 2 || !quotes.includes(first + last)) return false;
  const inner = text.slice(1, -1).replace(edges, '');
  return (maxPairs > 0 && isQuoted(inner, maxPairs - 1)) || !(inner.includes(first) || inner.includes(last));
}
