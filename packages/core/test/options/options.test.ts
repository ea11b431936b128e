import { describe, expect, test } from 'vitest';
import { BotMetricsError } from '../../src/bot-metrics-error.ts';
import {
  checkOptions,
  defineBackend,
  isBackendDeclaration,
  resolveOptions,
} from '../../src/options/backend-declaration.ts';
import { either, group, list, map } from '../../src/options/collections.ts';
import { configurationError } from '../../src/options/configuration-error.ts';
import { type OptionGroup, UnreadableValue } from '../../src/options/option.ts';
import { mapSecrets, pem, readSecret, secret } from '../../src/options/secrets.ts';
import { digits, flag, integer, oneOf, port, ready, scalar, seconds, text, url } from '../../src/options/values.ts';

const description = '';

/** The problems of one value, as `path: text`. */
function problems(options: OptionGroup, given: unknown): string[] {
  return checkOptions({ options }, given).problems.map(({ path, text: what }) => `${path.join('.')}: ${what}`);
}

const valid: readonly (readonly [string, OptionGroup[string], unknown, unknown])[] = [
  ['text', text({ description }), 'a', 'a'],
  ['a number in text, as variables hold it', integer({ description, min: 1, max: 9 }), '5', 5],
  ['a port', port({ description }), 0, 0],
  ['a flag in text', flag({ description }), 'false', false],
  ['a duration in seconds', seconds({ description }), 1.5, 1.5],
  ['a duration with a unit', seconds({ description }), '2m', 120],
  ['digits as a number', digits({ description }), 42, '42'],
  ['one of a few texts', oneOf(['a', 'b'], { description }), 'b', 'b'],
  ['one of a few numbers in text', oneOf([1, 60], { description }), '60', 60],
  ['a URL', url({ description }), 'https://host/path', 'https://host/path'],
  ['a secret', secret({ description }), 's', 's'],
  ['PEM as bytes', pem({ description }), new Uint8Array([1]), new Uint8Array([1])],
  ['a scalar', scalar({ description }), true, true],
  ['a list', list(port({ description }), { description }), ['1', 2], [1, 2]],
  ['a map', map(seconds({ description }), { description }), { a: '1s' }, { a: 1 }],
];

test.each(valid)('%s is read', (_, option, value, expected) => {
  expect(checkOptions({ options: { option } }, { option: value })).toMatchObject({
    resolved: { option: expected },
    problems: [],
  });
});

const invalid: readonly (readonly [OptionGroup[string], unknown, string])[] = [
  [text({ description }), '', 'expected text, received ""'],
  [text({ description }), 7, 'expected text, received 7; put it in quotes'],
  [text({ description, pattern: /^a/, expected: 'an a' }), 'b', 'expected an a, received "b"'],
  [integer({ description, min: 1, max: 9 }), 10, 'expected a whole number from 1 to 9, received 10'],
  [integer({ description, min: 1, max: 9 }), 1.5, 'expected a whole number from 1 to 9, received 1.5'],
  [flag({ description }), 'yes', 'expected true or false, received "yes"'],
  [flag({ description }), null, 'expected true or false, received nothing'],
  [digits({ description }), '4a', 'expected digits, received "4a"'],
  [oneOf(['gzip', 'none'], { description }), 'gzp', 'expected "gzip" or "none", received "gzp"; did you mean "gzip"?'],
  [oneOf([1, 60], { description }), 5, 'expected 1 or 60, received 5'],
  [secret({ description }), ['x'], 'expected text, { env: NAME } or { file: PATH }, received a list'],
  [scalar({ description }), {}, 'expected text, a number, true or false, received a map'],
  [list(text({ description }), { description }), 'a', 'expected a list, received "a"'],
  [
    list(text({ description }), { description, maxItems: 1 }),
    ['a', 'b'],
    'expected a list of at most 1, received one of 2',
  ],
  [map(text({ description }), { description }), 'a', 'expected a map, received "a"'],
  [map(text({ description }), { description, secret: true }), 'a', 'expected a map, received a string'],
  [group({ a: text({ description }) }, { description }), new Date(), 'expected a map, received a map'],
  [
    url({ description }),
    'user:pw@host',
    'expected an http or https URL such as "http://localhost:4318", received "***@host"',
  ],
  [text({ description }), 'x'.repeat(80), ''],
];

test.each(invalid)(
  'a value that does not fit names what was expected, what it is, and the remedy (%#)',
  (option, value, message) => {
    const found = problems({ option }, { option: value });
    expect(found).toEqual(message === '' ? [] : [`option: ${message}`]);
  },
);

describe('a group', () => {
  const options = {
    name: text({ description, required: true }),
    interval: seconds({ description, default: 10 }),
    tls: group({ cert: secret({ description, required: true }), ca: secret({ description }) }, { description }),
  };

  test('fills in defaults, and leaves what is not set undefined', () => {
    const { resolved, written } = checkOptions({ options }, { name: 'a', tls: { cert: 'c' } });
    expect(resolved).toEqual({ name: 'a', interval: 10, tls: { cert: 'c', ca: undefined } });
    expect(written).toEqual({ name: 'a', tls: { cert: 'c', ca: undefined } });
  });

  test('reports every problem at once, each at its own path', () => {
    expect(problems(options, { intervall: 5, interval: 0, tls: { key: 'k' } })).toEqual([
      'intervall: unknown key; did you mean "interval"?',
      'name: missing; it is needed here',
      'interval: expected a duration up to a day, such as 15 (seconds), "500ms", "60s" or "5m", received 0',
      'tls.key: unknown key; the known ones are cert, ca',
      'tls.cert: missing; it is needed here',
    ]);
  });

  test('a misspelt required option is reported once, with its right spelling', () => {
    expect(problems(options, { nmae: 'a' })).toEqual(['nmae: unknown key; did you mean "name"?']);
  });

  test('a value that could not be read reports why', () => {
    expect(problems(options, { name: new UnreadableValue('variable NAME is not set; set it') })).toEqual([
      'name: variable NAME is not set; set it',
    ]);
  });

  test.each(['constructor', '__proto__', 'toString'])('%s is an unknown key like any other', (key) => {
    const given = JSON.parse(`{ "name": "a", "${key}": 1 }`);
    expect(problems(options, given)).toEqual([`${key}: unknown key; the known ones are name, interval, tls`]);
  });
});

test('of several alternatives the problems are those of the one that was meant', () => {
  const address = group({ host: text({ description, required: true }) }, { description });
  const isOn = flag({ description });
  const agent = either([isOn, address], (value) => (typeof value === 'object' ? address : isOn), { description });
  expect(problems({ agent }, { agent: {} })).toEqual(['agent.host: missing; it is needed here']);
  expect(problems({ agent }, { agent: 'on' })).toEqual(['agent: expected true or false, received "on"']);
  expect(agent.type).toBe('boolean | { readonly host: string; }');
});

test('an object that only code can give is checked by what is called on it', () => {
  const client = ready(
    { description, inCode: true, type: 'Client', expected: 'a client with "send()"' },
    (value): value is { send(): void } => 'send' in value,
  );
  expect(problems({ client }, { client: { send() {} } })).toEqual([]);
  expect(problems({ client }, { client: {} })).toEqual(['client: expected a client with "send()", received a map']);
});

describe('a declaration', () => {
  const declaration = defineBackend({
    type: 'mine',
    options: { a: text({ description }), b: text({ description }), interval: seconds({ description, default: 10 }) },
    check: ({ a, b }) =>
      a !== undefined && b !== undefined ? [{ path: ['b'], text: 'cannot be combined with "a"' }] : [],
    create: () => ({
      name: 'mine',
      recordCounter() {},
      setGauge() {},
      recordHistogram() {},
      getMetricsOutput: () => '',
      getContentType: () => '',
    }),
  });

  test('checks options one by one and together, and does not report one of them twice', () => {
    expect(() => resolveOptions(declaration, { a: 'x', b: 'y', interval: 0 })).toThrow(
      /^interval: expected .*\nb: cannot be combined with "a"$/,
    );
    expect(() => resolveOptions(declaration, { a: 'x', b: '' })).toThrow(/^b: expected text, received ""$/);
  });

  test('throws one error whose problems carry their paths', () => {
    try {
      resolveOptions(declaration, { interval: 'soon', typo: 1 });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(BotMetricsError);
      expect((error as BotMetricsError).problems.map(({ path }) => path)).toEqual([['typo'], ['interval']]);
    }
  });

  test('lets the options of every constructor stand beside its own', () => {
    expect(resolveOptions(declaration, { name: 'x', clock: {}, scheduler: {}, diagnostics: {}, a: 'x' })).toEqual({
      a: 'x',
      b: undefined,
      interval: 10,
    });
  });

  test('is recognised among the exports of a module', () => {
    expect(isBackendDeclaration(declaration)).toBe(true);
    for (const value of [undefined, null, 5, {}, { type: 'a' }, { type: 'a', options: {} }, class {}]) {
      expect(isBackendDeclaration(value)).toBe(false);
    }
  });
});

test('every secret of a configuration is replaced, and nothing else', async () => {
  const option = group(
    {
      token: secret({ description }),
      host: text({ description }),
      headers: map(secret({ description }), { description }),
      tls: group({ key: pem({ description }) }, { description }),
      keys: list(secret({ description }), { description }),
    },
    { description },
  );
  const given = { token: 't', host: 'h', headers: { a: 'x' }, tls: { key: 'k', other: 'o' }, keys: ['1'], more: 'm' };
  expect(mapSecrets(option, given, (value, path) => `${path.join('.')}=${value}`)).toEqual({
    token: 'token=t',
    host: 'h',
    headers: { a: 'headers.a=x' },
    tls: { key: 'tls.key=k', other: 'o' },
    keys: ['keys.0=1'],
    more: 'm',
  });
  expect(await readSecret('text')).toBe('text');
  expect(await readSecret(async () => 'later')).toBe('later');
});

test('the message of an error has a line for each problem: place, path and text', () => {
  const error = configurationError([
    { path: ['a', 'b'], text: 'is wrong', where: 'file.yaml:1:2' },
    { path: [], text: 'is no YAML', where: 'file.yaml' },
    { path: ['c'], text: 'is wrong' },
    { path: [], text: 'all is wrong' },
  ]);
  expect(error.message).toBe('file.yaml:1:2 a.b: is wrong\nfile.yaml: is no YAML\nc: is wrong\nall is wrong');
});
