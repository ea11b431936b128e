import * as v from 'valibot';
import { type ConfigTree, isTree } from './config-tree.ts';
import { suggest } from './suggest.ts';
import { Unresolved } from './unresolved.ts';

/** What a setting should have been, and what it is. */
export function mismatch(expected: string, value: unknown, show: (value: unknown) => string = shown): string {
  if (value instanceof Unresolved) return value.text;
  const isUnquoted = expected === 'text' && (typeof value === 'number' || typeof value === 'boolean');
  return `expected ${expected}, received ${show(value)}${isUnquoted ? '; put it in quotes' : ''}`;
}

/** A setting that `parse` reads; `undefined` is a mismatch. Texts are read, too, as variables hold nothing else. */
export function setting<T>(
  expected: string,
  parse: (value: unknown) => T | undefined,
  show?: (value: unknown) => string,
): v.GenericSchema<unknown, T> {
  return v.pipe(
    v.unknown(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const parsed = parse(dataset.value);
      if (parsed !== undefined) return parsed;
      addIssue({ message: mismatch(expected, dataset.value, show) });
      return NEVER;
    }),
    // For the JSON Schema of editors.
    v.description(expected),
  );
}

/** One of a few texts, with a suggestion for a near miss. */
export function choice<const T extends string>(texts: readonly T[]): v.GenericSchema<unknown, T> {
  return setting(
    listed(texts),
    (value) => texts.find((text) => text === value),
    (value) => {
      const near = typeof value === 'string' ? suggest(value, texts) : undefined;
      return shown(value) + (near === undefined ? '' : `; did you mean "${near}"?`);
    },
  );
}

/** A map of exactly these keys. Every unknown one is reported, with a suggestion for a near miss. */
export function strictMap<const E extends v.ObjectEntries>(
  entries: E,
): v.GenericSchema<unknown, v.InferOutput<v.StrictObjectSchema<E, undefined>>> {
  const known = Object.keys(entries);
  return v.pipe(
    treeSchema(),
    v.looseObject(entries, 'missing; it is needed here'),
    v.rawCheck(({ dataset, addIssue }) => {
      const input: ConfigTree = isTree(dataset.value) ? dataset.value : {};
      for (const key of Object.keys(input).filter((candidate) => !known.includes(candidate))) {
        const near = suggest(key, known);
        const remedy = near === undefined ? `the known ones are ${known.join(', ')}` : `did you mean "${near}"?`;
        addIssue({
          message: `unknown key; ${remedy}`,
          path: [{ type: 'object', origin: 'value', input, key, value: input[key] }],
        });
      }
    }),
  ) as v.GenericSchema<unknown, v.InferOutput<v.StrictObjectSchema<E, undefined>>>;
}

/** Chosen by what is there, so that the problems are those of what was meant; `alternatives` is all that a file can hold. */
export function chosen<T>(
  choose: (input: unknown) => v.GenericSchema<unknown, T>,
  alternatives: readonly v.GenericSchema<unknown, unknown>[],
): v.GenericSchema<unknown, T> {
  return v.pipe(v.lazy(choose), v.metadata({ alternatives }));
}

/** A map with keys of the user's choice. */
export function mapOf<T>(
  value: v.GenericSchema<unknown, T>,
  show?: (value: unknown) => string,
): v.GenericSchema<unknown, Record<string, T>> {
  return v.pipe(treeSchema(show), v.record(v.string(), value));
}

/** A list, each of whose problems is at its own index. */
export function listOf<T>(item: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T[]> {
  return v.pipe(
    v.unknown(),
    v.custom<unknown[]>(Array.isArray, ({ input }) => mismatch('a list', input)),
    v.array(item),
  );
}

function treeSchema(show?: (value: unknown) => string): v.GenericSchema<unknown, ConfigTree> {
  return v.pipe(
    v.unknown(),
    v.custom<ConfigTree>(isTree, ({ input }) => mismatch('a map', input, show)),
  );
}

export function listed(texts: readonly string[]): string {
  const quoted = texts.map((text) => `"${text}"`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}

/** Without user, password and query of a URL, which may be secrets. */
export function withoutCredentials(url: string): string {
  return url.replace(/^((?:\w+:)?\/\/)?[^/@]*@/, '$1***@').replace(/\?.*$/s, '?***');
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') {
    const text = withoutCredentials(value);
    return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : kindOf(value);
}

/** For values that must not be shown. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === undefined || value === null) return 'nothing';
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}
