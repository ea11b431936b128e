/** A label value. A number and its decimal text are the same value. */
export type LabelValue = string | number | boolean;

/** Label names with the values of one record. A missing label and an empty string are the same. */
export type Labels = Readonly<Record<string, LabelValue>>;

const open: unique symbol = Symbol('open');
const maybe: unique symbol = Symbol('maybe');

/** Any value, but at most `limit` distinct ones; further values become `other`. Made by `bounded(limit)`. */
export interface Bounded {
  readonly [open]: true;
  readonly limit: number;
}

/** The values of a label: a closed list, or open values within a budget. */
export type ValueSet = readonly LabelValue[] | Bounded;

/** A label that a record may leave out. Made by `optional(values)`. */
export interface Optional<S extends ValueSet = ValueSet> {
  readonly [maybe]: true;
  readonly values: S;
}

/**
 * The labels of a metric: a list of names (`['method', 'status']`), or names with their closed value sets
 * (`{ status: ['ok', 'error'] }`). Neither needs `as const`.
 */
export type LabelSchema = readonly string[] | { readonly [name: string]: ValueSet | Optional };

/**
 * Open values with a budget: with `{ channel: bounded(50) }` the fifty-first channel is recorded as `other`.
 * @param limit a whole number of distinct values, 1 or more; the empty value is not counted
 */
export function bounded(limit: number): Bounded {
  return { [open]: true, limit };
}

/** A label that a record may leave out: `{ 'error.type': optional(['timeout', 'refused']) }`. */
export function optional<const S extends ValueSet>(values: S): Optional<S> {
  return { [maybe]: true, values };
}

/** Label names in declared order. */
export function labelNames(schema: LabelSchema): readonly string[] {
  return isNameList(schema) ? schema : Object.keys(schema);
}

/** The closed values of a label, or its budget; `undefined` where any value is allowed. */
export function valueSet(schema: LabelSchema, name: string): ValueSet | undefined {
  if (isNameList(schema)) return undefined;
  const set = schema[name]!;
  return maybe in set ? set.values : set;
}

export function isBounded(set: ValueSet): set is Bounded {
  return open in set;
}

/** Whether every label has a closed set of values. */
export function isClosed(schema: LabelSchema): boolean {
  return labelNames(schema).every((name) => {
    const set = valueSet(schema, name);
    return set !== undefined && !isBounded(set);
  });
}

/**
 * Every combination of label texts that a schema allows, in the order of its names; one, without texts, for no labels. Empty if a
 * label is open, or if there are more than `max` combinations.
 */
export function closedCombinations(schema: LabelSchema, max: number): string[][] {
  const names = labelNames(schema);
  let combinations: string[][] = [[]];
  for (const name of names) {
    const set = valueSet(schema, name);
    if (set === undefined || isBounded(set)) return [];
    const texts = new Set((isOptional(schema, name) ? ['', ...set] : set).map(String));
    if (texts.size * combinations.length > max) return [];
    combinations = combinations.flatMap((combination) => [...texts].map((text) => [...combination, text]));
  }
  return combinations;
}

function isOptional(schema: LabelSchema, name: string): boolean {
  return !isNameList(schema) && maybe in schema[name]!;
}

function isNameList(schema: LabelSchema): schema is readonly string[] {
  return Array.isArray(schema);
}

type ValueOf<S> = S extends readonly (infer V)[] ? V : LabelValue;
// Only `any` makes the conditional type match every value set and nothing else.
// biome-ignore lint/suspicious/noExplicitAny: see above; docs/api.md#instruments fixes this signature
type OptionalNames<S> = { [K in keyof S]: S[K] extends Optional<any> ? K : never }[keyof S];
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** The object type that a record with schema `S` must pass. */
export type LabelsOf<S extends LabelSchema> = S extends readonly (infer N extends string)[]
  ? { readonly [K in N]: LabelValue }
  : Flat<
      { [K in Exclude<keyof S, OptionalNames<S>>]: ValueOf<S[K]> } & {
        [K in OptionalNames<S>]?: S[K] extends Optional<infer V> ? ValueOf<V> : never;
      }
    >;

/** The label argument of an instrument with schema `S`: absent, optional or required. */
export type Arguments<S extends LabelSchema> = [keyof LabelsOf<S>] extends [never]
  ? []
  : // biome-ignore lint/complexity/noBannedTypes: `{}` asks whether every label is optional
    {} extends LabelsOf<S>
    ? [labels?: LabelsOf<S>]
    : [labels: LabelsOf<S>];
