import { type Duration, MAX_DURATION_SECONDS, parseDuration } from './duration.ts';
import { type JsonSchema, leaf, type Option, type OptionDetails } from './option.ts';
import { cleanPasted } from './pasted.ts';
import { listTexts, showKind, showUnlessSecret, showValue } from './shown.ts';
import { suggest } from './suggest.ts';

/** Text of the user's choice. `pattern` and `expected` restrict it: `text({ …, pattern: /^\//, expected: 'a path' })`. */
export function text<const D extends OptionDetails<string>>(
  details: D & { readonly pattern?: RegExp; readonly expected?: string },
): Option<string, string, D> {
  const { pattern, expected = 'text' } = details;
  return leaf(details, {
    expected,
    type: 'string',
    schema: { type: 'string', ...(pattern === undefined ? { minLength: 1 } : {}) },
    parse: (value) => {
      if (typeof value !== 'string') return undefined;
      return (pattern === undefined ? value !== '' : pattern.test(value)) ? value : undefined;
    },
  });
}

/** A number that is a name, such as an account's. YAML reads it as a number where it is not quoted. */
export function digits<const D extends OptionDetails<string>>(details: D): Option<string | number, string, D> {
  return leaf(details, {
    expected: 'digits',
    type: 'string | number',
    schema: orReference({ type: ['string', 'integer'], pattern: '^\\d+$' }),
    parse: (value) => {
      const text = cleanPasted(String(value));
      return /^\d+$/.test(text) ? text : undefined;
    },
    show: showUnlessSecret,
  });
}

/** True or false. */
export function flag<const D extends OptionDetails<boolean>>(details: D): Option<boolean, boolean, D> {
  return leaf(details, {
    expected: 'true or false',
    type: 'boolean',
    schema: orReference({ type: 'boolean' }),
    parse: (value) => {
      if (typeof value === 'boolean') return value;
      return value === 'true' ? true : value === 'false' ? false : undefined;
    },
  });
}

/** A whole number from `min` to `max`, both included; digits in text are taken, because variables hold nothing else. */
export function integer<const D extends OptionDetails<number>>(
  details: D & { readonly min: number; readonly max: number },
): Option<number, number, D> {
  const { min, max } = details;
  return leaf(details, {
    expected: `a whole number from ${min} to ${max}`,
    type: 'number',
    schema: orReference({ type: 'integer', minimum: min, maximum: max }),
    parse: (value) => {
      const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
      return Number.isInteger(number) && (number as number) >= min && (number as number) <= max
        ? (number as number)
        : undefined;
    },
  });
}

/** A TCP or UDP port. `min` is 0 where 0 takes a free one. */
export function port<const D extends OptionDetails<number>>(
  details: D & { readonly min?: number },
): Option<number, number, D> {
  return integer({ min: 0, ...details, max: 65_535 });
}

/** A duration above 0 and at most a day, read as seconds. `min` is its smallest value, in seconds. */
export function seconds<const D extends OptionDetails<number>>(
  details: D & { readonly min?: number },
): Option<Duration, number, D> {
  const { min = 0 } = details;
  const least = min === 0 ? '' : ` of ${min} s or more,`;
  return leaf(details, {
    expected: `a duration${least} up to a day, such as 15 (seconds), "500ms", "60s" or "5m"`,
    type: 'Duration',
    schema: {
      anyOf: [
        { type: 'number', ...(min === 0 ? { exclusiveMinimum: 0 } : { minimum: min }), maximum: MAX_DURATION_SECONDS },
        { type: 'string', pattern: '^\\d|\\$\\{' },
      ],
    },
    parse: (value) => {
      const read = parseDuration(value);
      return read !== undefined && read >= min ? read : undefined;
    },
  });
}

/** An absolute http or https URL. */
export function url<const D extends OptionDetails<string>>(
  details: D & { readonly example?: string },
): Option<string, string, D> {
  const { example = 'http://localhost:4318' } = details;
  return leaf(details, {
    expected: `an http or https URL such as "${example}"`,
    type: 'string',
    schema: { type: 'string', pattern: '^https?://|\\$\\{' },
    parse: (value) => {
      const text = typeof value === 'string' ? cleanPasted(value) : value;
      return isHttpUrl(text) ? text : undefined;
    },
    show: (value) => {
      const complete = `http://${value}`;
      const lacksScheme = typeof value === 'string' && /^[\w.-]+:\d/.test(value) && isHttpUrl(complete);
      return showValue(value) + (lacksScheme ? `; did you mean ${showValue(complete)}?` : '');
    },
  });
}

/** One of a few texts or numbers. A near miss is named in the message. */
export function oneOf<const T extends string | number, const D extends OptionDetails<T>>(
  choices: readonly T[],
  details: D,
): Option<T, T, D> {
  const texts = choices.map(String);
  return leaf(details, {
    expected: typeof choices[0] === 'number' ? choices.join(' or ') : listTexts(texts),
    type: choices.map((choice) => (typeof choice === 'number' ? String(choice) : `'${choice}'`)).join(' | '),
    schema: orReference({ enum: choices }),
    // Variables hold text, also for a number.
    parse: (value) =>
      choices.find((choice) => choice === value || (typeof choice === 'number' && String(choice) === value)),
    show: (value) => {
      const near = typeof value === 'string' ? suggest(value, texts) : undefined;
      return showValue(value) + (near === undefined ? '' : `; did you mean "${near}"?`);
    },
  });
}

/** The value of a label or of a resource attribute. */
export function scalar<const D extends OptionDetails<string | number | boolean>>(
  details: D,
): Option<string | number | boolean, string | number | boolean, D> {
  return leaf(details, {
    expected: 'text, a number, true or false',
    type: 'string | number | boolean',
    schema: { type: ['string', 'number', 'boolean'] },
    parse: (value) =>
      typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
        ? (value as string | number | boolean)
        : undefined,
  });
}

/** An object or a function that only code can give, such as a ready client. `accepts` checks what is called on it. */
export function ready<T extends object, const D extends OptionDetails<T>>(
  details: D & { readonly inCode: true; readonly type: string; readonly expected: string },
  accepts: (value: object) => value is T,
): Option<T, T, D> {
  return leaf(details, {
    expected: details.expected,
    type: details.type,
    schema: {},
    parse: (value) =>
      (typeof value === 'object' || typeof value === 'function') && value !== null && accepts(value)
        ? value
        : undefined,
    show: showKind,
  });
}

function isHttpUrl(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
}

/** A configuration file may have `${NAME}` in the place of a value, which is checked once it is filled in. */
function orReference(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: 'string', pattern: '\\$\\{' }] };
}
