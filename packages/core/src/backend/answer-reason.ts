import { withoutCredentials } from '../options/shown.ts';
import { excerpt } from './excerpt.ts';

/** Members of an error in JSON that hold its explanation, the most specific first. */
const explanations = [
  'message',
  'Message',
  'errorMessage',
  'error_description',
  'msg',
  'detail',
  'errors',
  'error',
  'Error',
  'reason',
  'description',
  'title',
  'status',
  '__type',
];
/** Elements of an error in XML or HTML that hold its explanation. */
const elements = ['message', 'faultstring', 'title', 'h1', 'code'];
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', amp: '&' };
const MAX_DEPTH = 4;
/** Only the beginning of a page is examined: the expressions take quadratic time for unclosed elements. */
const MAX_MARKUP_CHARACTERS = 5000;

/**
 * Finds the explanation in the body of an answer: the message of an error in JSON (google.rpc.Status, RFC 9457, `errors: []`) or XML, the
 * title of an HTML page, or else the text itself. Pass the result to `excerpt` before it is shown.
 */
export function reasonIn(text: string): string {
  const trimmed = text.trim();
  if (/^[[{"]/.test(trimmed)) {
    try {
      return findExplanation(JSON.parse(trimmed), MAX_DEPTH);
    } catch {
      // Not JSON, or only its beginning.
    }
  }
  return trimmed.startsWith('<') ? readMarkup(trimmed.slice(0, MAX_MARKUP_CHARACTERS)) : trimmed;
}

/** An answer as far as a message describes it. */
export interface DescribedAnswer {
  readonly status: number;
  /** The target of a redirect. */
  readonly location?: string | undefined;
  /** The fault of a body, such as ` with text/html instead of an OTLP response`. */
  readonly fault?: string | undefined;
}

/**
 * Describes the answer of a receiver, such as `the receiver answered 400 (out of order)`. A redirect names its target, without credentials.
 * @param message the text of the body, such as `reasonIn` finds it
 * @param secrets as in `excerpt`
 */
export function describeAnswer(
  receiver: string,
  { status, location = '', fault = '' }: DescribedAnswer,
  message: string,
  secrets: readonly string[] = [],
): string {
  const isRedirect = status >= 300 && status < 400 && location !== '';
  const target = isRedirect ? `, a redirect to ${describeTarget(location, secrets)}` : '';
  const shown = excerpt(message, secrets);
  return `${receiver} answered ${status}${target}${fault}${shown === '' ? '' : ` (${shown})`}`;
}

/** Query and fragment of a redirect may carry a session. */
function describeTarget(location: string, secrets: readonly string[]): string {
  return JSON.stringify(excerpt(withoutCredentials(location.replace(/[?#].*$/s, '')), secrets));
}

function findExplanation(value: unknown, depth: number): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value !== 'object' || value === null || depth === 0) return '';
  const values = Array.isArray(value)
    ? value.map((each) => findExplanation(each, depth - 1)).filter((each) => each !== '')
    : [];
  if (Array.isArray(value)) return values.join(', ');
  for (const key of explanations) {
    const found = Object.hasOwn(value, key) ? findExplanation((value as Record<string, unknown>)[key], depth - 1) : '';
    if (found !== '') return found;
  }
  return '';
}

function readMarkup(markup: string): string {
  for (const name of elements) {
    const found = new RegExp(`<(?:\\w+:)?${name}\\b[^>]*>([^<]*)<`, 'i').exec(markup)?.[1]?.trim();
    if (found) return decodeEntities(found);
  }
  return decodeEntities(markup.replace(/<(script|style)\b[^>]*>.*?<\/\1>/gis, ' ').replace(/<[^<>]*>/g, ' '));
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,6})|(\w+));/g, (whole: string, code?: string, name?: string) => {
    if (code === undefined) return entities[name ?? ''] ?? whole;
    return Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : whole;
  });
}
