import type { Problem } from '../bot-metrics-error.ts';
import { showKind, showValue } from './shown.ts';

/** A part of a JSON Schema (draft 2020-12). */
export type JsonSchema = { readonly [key: string]: unknown };

/** What a declaration says about an option besides its type. */
export interface OptionDetails<T = unknown> {
  /** One or two sentences in Markdown, for README tables, the JSON Schema and editors. */
  readonly description: string;
  /** Used where the option is not set. */
  readonly default?: T;
  /** Documents a default that is not a constant, such as "the name of the machine". */
  readonly defaultText?: string;
  /** A map without this option is an error. @default false */
  readonly required?: boolean;
  /** Takes an object or a function, which a configuration file cannot hold. @default false */
  readonly inCode?: boolean;
}

declare const types: unique symbol;

/** One option of a backend: how it is read, documented and offered to editors. Made by `text`, `port`, `oneOf`, … */
export interface Option<Input = unknown, Output = Input, Details extends OptionDetails = OptionDetails> {
  readonly [types]?: { readonly input: Input; readonly output: Output };
  readonly details: Details;
  /** The type of its value in TypeScript, as it stands in a configuration. */
  readonly type: string;
  readonly schema: JsonSchema;
  /** No message and no output shows the value. */
  readonly secret: boolean;
  /** The options inside a group, by key. */
  readonly entries?: OptionGroup;
  /** The option that every item of a list, or every value of a map, is. */
  readonly item?: Option;
  /** The options that a value may be; `select` decides which of them was meant. */
  readonly alternatives?: readonly Option[];
  readonly select?: (value: unknown) => Option;
  /** The value that was meant; `undefined` after it has added to `reading.problems`. */
  readonly read: (value: unknown, reading: Reading) => Output | undefined;
}

/** Options by name. */
export type OptionGroup = { readonly [name: string]: Option };

/** Where a value is read, and the problems found so far. */
export interface Reading {
  readonly path: readonly string[];
  readonly problems: Problem[];
}

type Flat<T> = { readonly [K in keyof T]: T[K] };
type Input<O> = O extends Option<infer I, unknown, OptionDetails> ? I : never;
type Output<O> =
  O extends Option<unknown, infer R, infer D>
    ? D extends { default: NonNullable<unknown> } | { required: true }
      ? R
      : R | undefined
    : never;
type RequiredNames<G> = {
  [K in keyof G]: G[K] extends Option<unknown, unknown, infer D> ? (D extends { required: true } ? K : never) : never;
}[keyof G];

/** What a user may write for a group of options. */
export type OptionsOf<G extends OptionGroup> = Flat<
  { readonly [K in Exclude<keyof G, RequiredNames<G>>]?: Input<G[K]> } & {
    readonly [K in RequiredNames<G>]: Input<G[K]>;
  }
>;

/** The same options once they are checked, with every default filled in; durations are seconds. */
export type ResolvedOptions<G extends OptionGroup> = { readonly [K in keyof G]: Output<G[K]> };

/** Stands in for a value that could not be read. The check reports its text at the place of the value. */
export class UnreadableValue {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Adds that `value` is not what was expected. */
export function reportMismatch(
  { path, problems }: Reading,
  expected: string,
  value: unknown,
  show: (value: unknown) => string = showValue,
): undefined {
  if (value instanceof UnreadableValue) {
    problems.push({ path, text: value.text });
    return undefined;
  }
  const needsQuotes = expected === 'text' && (typeof value === 'number' || typeof value === 'boolean');
  problems.push({
    path,
    text: `expected ${expected}, received ${show(value)}${needsQuotes ? '; put it in quotes' : ''}`,
  });
  return undefined;
}

/** An option with a single value. `parse` gives `undefined` for a value that is not `expected`. */
export function leaf<Input, Output, const D extends OptionDetails>(
  details: D,
  leafOf: {
    readonly expected: string;
    readonly type: string;
    readonly schema: JsonSchema;
    readonly secret?: boolean;
    readonly parse: (value: unknown) => Output | undefined;
    readonly show?: (value: unknown) => string;
  },
): Option<Input, Output, D> {
  const { expected, type, schema, secret = false, parse, show = secret ? showKind : showValue } = leafOf;
  return {
    details,
    type,
    schema,
    secret,
    read: (value, reading) => parse(value) ?? reportMismatch(reading, expected, value, show),
  };
}
