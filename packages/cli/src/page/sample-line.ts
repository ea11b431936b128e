import type { Sample } from './page.ts';

const METRIC_NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const QUOTED = /"((?:[^"\\\n]|\\.)*)"/y;
const SPACE = /[ \t]*/y;
const NUMBER = /(?:[+-]?(?:inf(?:inity)?|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|nan)(?=[ \t]|$)/iy;

/** A cursor over one line. Each step advances or throws what it expected. */
class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get rest(): string {
    return this.#text.slice(this.#at);
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text) ?? undefined;
    if (match !== undefined) this.#at = pattern.lastIndex;
    return match;
  }

  takes(sign: string): boolean {
    if (!this.#text.startsWith(sign, this.#at)) return false;
    this.#at += sign.length;
    return true;
  }

  fail(expected: string): never {
    const found = this.rest === '' ? 'the end of the line' : JSON.stringify(this.rest.slice(0, 20));
    throw new Error(`expected ${expected} at column ${this.#at + 1}, found ${found}`);
  }
}

/**
 * Parses a sample in text format or OpenMetrics. Timestamps and exemplars are validated and discarded.
 * @throws Error that names the expected token and the column
 */
export function parseSample(text: string, line: number, format: 'text' | 'openmetrics'): Sample {
  const cursor = new Cursor(text);
  let name = cursor.take(METRIC_NAME)?.[0];
  cursor.take(SPACE);
  const labels: [string, string][] = [];
  if (cursor.takes('{')) {
    const inBraces = labelsAt(cursor, name === undefined);
    name ??= inBraces.name;
    labels.push(...inBraces.labels);
    cursor.take(SPACE);
  }
  if (name === undefined) return cursor.fail('a metric name');
  const value = numberAt(cursor, 'a value');
  cursor.take(SPACE);
  if (cursor.rest !== '' && !cursor.rest.startsWith('#')) numberAt(cursor, 'a timestamp');
  cursor.take(SPACE);
  if (format === 'openmetrics' && cursor.takes('#')) exemplarAt(cursor);
  if (cursor.rest.trim() !== '') cursor.fail('the end of the line');
  return { name, labels, value, line };
}

/** A UTF-8 metric name is quoted inside the braces, before the labels. */
function labelsAt(cursor: Cursor, mayHoldName: boolean): { name: string | undefined; labels: [string, string][] } {
  const labels: [string, string][] = [];
  let name: string | undefined;
  while (!cursor.takes('}')) {
    cursor.take(SPACE);
    const quoted = cursor.take(QUOTED)?.[1];
    const label = quoted === undefined ? cursor.take(LABEL_NAME)?.[0] : unescaped(quoted);
    if (label === undefined) return cursor.fail('a label name');
    cursor.take(SPACE);
    if (cursor.takes('=')) {
      cursor.take(SPACE);
      const value = cursor.take(QUOTED)?.[1] ?? cursor.fail('a label value in double quotes');
      labels.push([label, unescaped(value)]);
    } else if (mayHoldName && quoted !== undefined && name === undefined) {
      name = label;
    } else {
      cursor.fail('"="');
    }
    cursor.take(SPACE);
    if (cursor.takes(',')) cursor.take(SPACE);
    else if (!cursor.rest.startsWith('}')) cursor.fail('"," or "}"');
  }
  return { name, labels };
}

function exemplarAt(cursor: Cursor): void {
  cursor.take(SPACE);
  if (!cursor.takes('{')) cursor.fail('the labels of an exemplar');
  labelsAt(cursor, false);
  cursor.take(SPACE);
  numberAt(cursor, 'the value of an exemplar');
  cursor.take(SPACE);
  if (cursor.rest !== '') numberAt(cursor, 'the timestamp of an exemplar');
}

function numberAt(cursor: Cursor, what: string): number {
  const text = cursor.take(NUMBER)?.[0] ?? cursor.fail(what);
  if (/^nan$/i.test(text)) return Number.NaN;
  if (/inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (pair, sign: string) => (sign === 'n' ? '\n' : '"\\'.includes(sign) ? sign : pair));
}
