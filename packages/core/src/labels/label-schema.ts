/** What a label may be; a number and its decimal text are the same value. */
export type LabelValue = string | number | boolean;

/** Label names with their values, as given with a record. An absent label and an empty string mean the same. */
export type Labels = Readonly<Record<string, LabelValue>>;

const open: unique symbol = Symbol('open');
const maybe: unique symbol = Symbol('maybe');

/** Any value, at most `limit` distinct ones; the rest becomes `other`. Made by `bounded(limit)`. */
export interface Bounded {
  readonly [open]: true;
  readonly limit: number;
}

/** The values of a label: a closed list, or open ones within a budget. */
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

/** Open values with a budget: `{ channel: bounded(50) }`. The fifty-first value is recorded as `other`. */
export function bounded(limit: number): Bounded {
  return { [open]: true, limit };
}

/** A label that may be left out: `{ 'error.type': optional(['timeout', 'refused']) }`. */
export function optional<const S extends ValueSet>(values: S): Optional<S> {
  return { [maybe]: true, values };
}

/** Label names in declared order. */
export function labelNames(schema: LabelSchema): readonly string[] {
  return isNameList(schema) ? schema : Object.keys(schema);
}

/** The closed values of a label, its budget, or `undefined` where any value goes. */
export function valueSet(schema: LabelSchema, name: string): ValueSet | undefined {
  if (isNameList(schema)) return undefined;
  const set = schema[name]!;
  return maybe in set ? set.values : set;
}

export function isOptional(schema: LabelSchema, name: string): boolean {
  return !isNameList(schema) && maybe in schema[name]!;
}

export function isBounded(set: ValueSet): set is Bounded {
  return open in set;
}

function isNameList(schema: LabelSchema): schema is readonly string[] {
  return Array.isArray(schema);
}

type ValueOf<S> = S extends readonly (infer V)[] ? V : LabelValue;
// The one `any` beside that of the decorators: a conditional type matches every value set with it and with nothing else.
// biome-ignore lint/suspicious/noExplicitAny: see above; docs/api.md#instruments fixes this signature
type OptionalNames<S> = { [K in keyof S]: S[K] extends Optional<any> ? K : never }[keyof S];
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** The object type that records with schema `S` must pass. */
export type LabelsOf<S extends LabelSchema> = S extends readonly (infer N extends string)[]
  ? { readonly [K in N]: LabelValue }
  : Flat<
      { [K in Exclude<keyof S, OptionalNames<S>>]: ValueOf<S[K]> } & {
        [K in OptionalNames<S>]?: S[K] extends Optional<infer V> ? ValueOf<V> : never;
      }
    >;

/** The label argument of an instrument with schema `S`: none, optional or required. */
export type Arguments<S extends LabelSchema> = [keyof LabelsOf<S>] extends [never]
  ? []
  : // biome-ignore lint/complexity/noBannedTypes: `{}` asks whether every label is optional
    {} extends LabelsOf<S>
    ? [labels?: LabelsOf<S>]
    : [labels: LabelsOf<S>];
