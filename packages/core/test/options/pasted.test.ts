import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  digits,
  map,
  type Option,
  type Problem,
  pem,
  readSecret,
  type Secret,
  secret,
  url,
} from '../../src/options/index.ts';

const description = '';
const token = secret({ description, bare: 'token' });
const password = secret({ description });

function read(option: Option, value: unknown): unknown {
  const problems: Problem[] = [];
  const result = option.read(value, { path: ['auth', 'token'], problems });
  return problems.length === 0 ? result : problems.map(({ path, text }) => `${path.join('.')}: ${text}`).join('\n');
}

/** Reads a secret that a function returns, and its error. */
async function readLater(option: Option, value: unknown): Promise<unknown> {
  const reader = read(option, () => value) as Secret;
  return readSecret(reader).catch((error: Error) => error.message);
}

describe('what copying adds around a secret is removed', () => {
  const wrappers: [string, (text: string) => string][] = [
    ['a line break', (text) => `${text}\n`],
    ['a line break of Windows', (text) => `${text}\r\n`],
    ['spaces and tabs', (text) => `  \t${text} `],
    ['a byte order mark', (text) => `\ufeff${text}`],
    ['a zero-width and a no-break space', (text) => `\u200b${text}\u00a0`],
    ['double quotes', (text) => `"${text}"`],
    ['single quotes', (text) => `'${text}'`],
    ['back quotes', (text) => `\`${text}\``],
    ['typographic quotes', (text) => `“${text}”`],
  ];

  test.each(wrappers)('%s', async (_, wrap) => {
    for (const option of [token, password]) {
      expect(read(option, wrap('hunter2'))).toBe('hunter2');
      expect(await readLater(option, wrap('hunter2'))).toBe('hunter2');
    }
    expect(
      read(map(secret({ description, isHeader: true }), { description }), { authorization: wrap('Bearer x') }),
    ).toEqual({
      authorization: 'Bearer x',
    });
    expect(read(url({ description }), wrap('http://localhost:4318'))).toBe('http://localhost:4318');
    expect(read(digits({ description }), wrap('123456'))).toBe('123456');
  });

  test('all of them at once, in any order', () => {
    const layers = fc.array(fc.constantFrom(...wrappers.map(([, wrap]) => wrap)), { maxLength: 6 });
    fc.assert(
      fc.property(layers, fc.stringMatching(/^[\w=+/-]{1,40}$/), (wraps, text) => {
        expect(
          read(
            token,
            wraps.reduce((wrapped, wrap) => wrap(wrapped), text),
          ),
        ).toBe(text);
      }),
    );
  });

  test('spaces and quotes inside stay', () => {
    for (const text of ['a b', 'a"b', '"a" and "b"', "it's"]) expect(read(password, ` ${text}\n`)).toBe(text);
  });
});

describe('a token with something else is refused, without its value', () => {
  test.each([
    ['Bearer hunter2', 'received "Bearer" before it; remove "Bearer"'],
    ['bearer  hunter2', 'received "bearer" before it; remove "bearer"'],
    ['Basic aHVudGVyMg==', 'received "Basic" before it; set the token that the text after "Basic" encodes'],
    ['123456:hunter2', 'received an ID and ":" before it; remove them'],
    ['Authorization: Bearer hunter2', 'received a name before it; remove everything up to ":"'],
    ['API_TOKEN=hunter2', 'received a name before it; remove everything up to "="'],
    ['export TOKEN=hunter2', 'received a name before it; remove everything up to "="'],
    ['hunter2\nhunter3', 'received 2 lines; write it in one line'],
    ['hunter 2', 'received white space inside it; remove it'],
    ['"hunter2', 'received a quotation mark at one end; remove it'],
    ['hunter2…', 'received a character that it cannot have; copy it again'],
    ['$HUNTER2', 'received the name of a variable; write { env: NAME }'],
    ['\u0024{HUNTER2}', 'received the name of a variable; write { env: NAME }'],
    ['<hunter2>', 'received a placeholder; replace it'],
    ['', 'received an empty text; set it'],
    [' \n', 'received an empty text; set it'],
  ])('%j', async (text, mistake) => {
    expect(read(token, text)).toBe(`auth.token: expected only the token, ${mistake}`);
    expect(await readLater(token, text)).toBe(`auth.token: expected only the token, ${mistake}`);
  });

  test('no message shows a part of the value', () => {
    const prefixes = fc.constantFrom('', 'Bearer ', 'Basic ', '1:', 'KEY=', '"', 'a\n', '<');
    fc.assert(
      fc.property(prefixes, fc.stringMatching(/^[g-z]{12}[\s…"]{0,2}[g-z]{12}$/), (prefix, text) => {
        const result = String(read(token, prefix + text));
        if (result.startsWith('auth.token: ')) expect(result).not.toContain(text.slice(0, 8));
      }),
    );
  });
});

test('a password may have spaces, but no line breaks and no scheme', async () => {
  const expected = 'auth.token: expected text, { env: NAME } or { file: PATH }';
  expect(read(password, 'a b')).toBe('a b');
  for (const [text, mistake] of [
    ['hunter2\nhunter3', 'received 2 lines; write it in one line'],
    ['hunter2\u0000', 'received a control character; remove it'],
    ['', 'received an empty text; set it'],
    ['Bearer hunter2', 'received "Bearer" before it; remove "Bearer"'],
    ['Basic aHVudGVyMg==', 'received "Basic" before it; remove "Basic"'],
    ['Authorization: hunter2', 'received a name before it; remove everything up to ":"'],
  ]) {
    expect(read(password, text)).toBe(`${expected}, ${mistake}`);
    expect(await readLater(password, text)).toBe(`${expected}, ${mistake}`);
  }
  expect(await readLater(password, undefined)).toBe(`${expected}, received nothing`);
  expect(await readLater(password, 5)).toBe(`${expected}, received a number`);
});

test('the value of a header may be empty, and starts with a scheme', () => {
  const header = secret({ description, isHeader: true });
  for (const text of ['', 'Bearer hunter2']) expect(read(header, ` ${text}\n`)).toBe(text);
  expect(read(header, 'a\nb')).toContain('received 2 lines');
});

test('a token in the place of a number is not shown', () => {
  const number = digits({ description });
  expect(read(number, 'my-stack')).toBe('auth.token: expected digits, received "my-stack"');
  for (const text of ['123456:glc_hunter2', 'glc_hunter2', 'x'.repeat(40)]) {
    expect(read(number, text)).toBe('auth.token: expected digits, received a string');
  }
});

test('a certificate may come in quotes, with a byte order mark, or in one line', async () => {
  const lines = '-----BEGIN CERTIFICATE-----\nTUlJ\nQg==\n-----END CERTIFICATE-----';
  const option = pem({ description });
  for (const text of [
    lines,
    `\ufeff${lines}\r\n`,
    `"${lines}"`,
    lines.replaceAll('\n', '\\n'),
    lines.replaceAll('\n', ' '),
  ]) {
    expect(String(read(option, text)).trim()).toBe(lines);
    expect(String(await readLater(option, text)).trim()).toBe(lines);
  }
  const bytes = new Uint8Array(3);
  expect(read(option, bytes)).toBe(bytes);
});
