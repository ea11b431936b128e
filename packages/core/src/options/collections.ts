import {
  type Option,
  type OptionDetails,
  type OptionGroup,
  type OptionsOf,
  type Reading,
  type ResolvedOptions,
  reportMismatch,
} from './option.ts';
import { showKind, showValue } from './shown.ts';
import { suggest } from './suggest.ts';

type Tree = { readonly [key: string]: unknown };
type InputOf<O> = O extends Option<infer I, unknown, OptionDetails> ? I : never;
type OutputOf<O> = O extends Option<unknown, infer R, OptionDetails> ? R : never;

/** A map of exactly these options. */
export function group<const G extends OptionGroup, const D extends OptionDetails>(
  entries: G,
  details: D & { readonly secret?: boolean },
): Option<OptionsOf<G>, ResolvedOptions<G>, D> {
  const { secret = false } = details;
  const members = Object.entries(entries);
  const inFiles = members.filter(
    ([
      ,
      {
        details: { inCode },
      },
    ]) => inCode !== true,
  );
  return {
    details,
    type: `{ ${inFiles.map(([name, option]) => `${memberType(name, option)};`).join(' ')} }`,
    schema: {
      type: 'object',
      properties: Object.fromEntries(inFiles.map(([name, option]) => [name, documentedSchema(option)])),
      required: inFiles.filter(([, option]) => option.details.required === true).map(([name]) => name),
      additionalProperties: false,
    },
    secret,
    entries,
    read: (value, reading) =>
      isTree(value)
        ? readGroup(entries, value, reading)
        : reportMismatch(reading, 'a map', value, secret ? showKind : showValue),
  };
}

/** A list. Each problem is reported at the index of its item. */
export function list<const O extends Option, const D extends OptionDetails<readonly OutputOf<O>[]>>(
  item: O,
  details: D & { readonly maxItems?: number },
): Option<readonly InputOf<O>[], readonly OutputOf<O>[], D> {
  const { maxItems = Number.POSITIVE_INFINITY } = details;
  return {
    details,
    type: `readonly ${item.type.includes(' ') && !item.type.startsWith('{') ? `(${item.type})` : item.type}[]`,
    schema: { type: 'array', items: documentedSchema(item) },
    secret: item.secret,
    item,
    read(value, reading) {
      if (!Array.isArray(value)) return reportMismatch(reading, 'a list', value);
      if (value.length > maxItems) {
        reading.problems.push({
          path: reading.path,
          text: `expected a list of at most ${maxItems}, received one of ${value.length}`,
        });
        return undefined;
      }
      const items = value.map((each, i) => item.read(each, below(reading, String(i))));
      return items.every((each) => each !== undefined) ? (items as OutputOf<O>[]) : undefined;
    },
  };
}

/** A map with keys of the user's choice. */
export function map<const O extends Option, const D extends OptionDetails>(
  item: O,
  details: D & { readonly secret?: boolean },
): Option<Readonly<Record<string, InputOf<O>>>, Readonly<Record<string, OutputOf<O>>>, D> {
  const { secret = item.secret } = details;
  return {
    details,
    type: `Readonly<Record<string, ${item.type}>>`,
    schema: { type: 'object', additionalProperties: documentedSchema(item) },
    secret,
    item,
    read(value, reading) {
      if (!isTree(value)) return reportMismatch(reading, 'a map', value, secret ? showKind : showValue);
      const shown = (key: string): string => (secret ? safeKey(key) : key);
      const entries = Object.entries(value).map(
        ([key, each]) => [key, item.read(each, below(reading, shown(key)))] as const,
      );
      return entries.every(([, each]) => each !== undefined)
        ? (Object.fromEntries(entries) as Record<string, OutputOf<O>>)
        : undefined;
    },
  };
}

/** One of several options; `select` finds the one that was meant, so that the problems are those of that one. */
export function either<const A extends readonly Option[], const D extends OptionDetails>(
  alternatives: A,
  select: (value: unknown) => A[number],
  details: D,
): Option<InputOf<A[number]>, OutputOf<A[number]>, D> {
  return {
    details,
    type: alternatives.map(({ type }) => type).join(' | '),
    schema: { anyOf: alternatives.map(({ schema }) => schema) },
    secret: alternatives.some(({ secret }) => secret),
    alternatives,
    select,
    read: (value, reading) => select(value).read(value, reading) as OutputOf<A[number]> | undefined,
  };
}

/** Reads a map of options and fills in defaults. An option that has a problem is `undefined`. */
export function readGroup<G extends OptionGroup>(entries: G, given: Tree, reading: Reading): ResolvedOptions<G> {
  const known = Object.keys(entries);
  const misspelt = new Set<string>();
  const unknown = Object.keys(given).filter((key) => !Object.hasOwn(entries, key) && given[key] !== undefined);
  for (const key of unknown) {
    const [name = '', ...rest] = key.split(':');
    if (rest.length > 0) {
      // In YAML, `{apiKey:value}` is one key, which may contain a secret.
      reading.problems.push({ path: [...reading.path, name], text: 'unknown key; write a space after the colon' });
      continue;
    }
    const near = suggest(key, known);
    if (near !== undefined) misspelt.add(near);
    const remedy = near === undefined ? `the known ones are ${known.join(', ')}` : `did you mean "${near}"?`;
    reading.problems.push({ path: [...reading.path, key], text: `unknown key; ${remedy}` });
  }
  const resolved: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(entries)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined) resolved[name] = option.read(value, below(reading, name));
    else if (option.details.required !== true) resolved[name] = option.details.default;
    else if (!misspelt.has(name)) {
      reading.problems.push({ path: [...reading.path, name], text: 'missing; it is needed here' });
    }
  }
  return resolved as ResolvedOptions<G>;
}

/** The schema with the text and the default that editors show. */
function documentedSchema({ schema, details }: Option): Option['schema'] {
  const { description, default: value } = details;
  return {
    ...schema,
    ...(description === '' ? {} : { description }),
    ...(value === undefined || value === '' ? {} : { default: value }),
  };
}

/** A plain map; an instance of a class is a value. */
export function isTree(value: unknown): value is Tree {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A configuration file that another realm evaluated has another Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A misplaced "Authorization: Basic …" puts the secret into the key. */
function safeKey(key: string): string {
  return /^[\w.-]*/.exec(key)?.[0] ?? '';
}

function memberType(name: string, { type, details: { required } }: Option): string {
  return `readonly ${name}${required === true ? '' : '?'}: ${type}`;
}

function below({ path, problems }: Reading, key: string): Reading {
  return { path: [...path, key], problems };
}
