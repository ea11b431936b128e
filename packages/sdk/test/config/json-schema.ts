import * as v from 'valibot';

/** A JSON Schema, or a part of one. */
export type JsonSchema = { readonly [key: string]: unknown };

type Schema = v.GenericSchema<unknown, unknown>;

/** Files may have `${NAME}` where a value is wanted; only what comes of it is checked, when it is read. */
const reference = { type: 'string', pattern: '\\$\\{' };

/**
 * What editors need to complete and check a configuration file, from the schema that checks it when it is read. Settings
 * are functions there, so each kind of setting says here what it takes in JSON.
 */
export function jsonSchemaOf(schema: Schema): JsonSchema {
  const steps: readonly unknown[] = 'pipe' in schema && Array.isArray(schema.pipe) ? schema.pipe : [schema];
  const { alternatives, only } = v.getMetadata(schema);
  if (Array.isArray(alternatives))
    return { anyOf: alternatives.map((alternative: Schema) => jsonSchemaOf(alternative)) };
  if (typeof only === 'string') return { const: only };
  const expected = v.getDescription(schema);
  if (expected !== undefined) return { ...leafOf(expected), description: `Expected: ${expected}` };
  for (const step of steps) {
    if (has(step, 'entries')) return mapOf(step.entries as Readonly<Record<string, Schema>>);
    if (has(step, 'value')) return { type: 'object', additionalProperties: jsonSchemaOf(step.value as Schema) };
    if (has(step, 'item')) return { type: 'array', items: jsonSchemaOf(step.item as Schema) };
  }
  throw new Error('a schema that has no counterpart in JSON');
}

function mapOf(entries: Readonly<Record<string, Schema>>): JsonSchema {
  const unwrapped = Object.entries(entries).map(([key, entry]) => {
    const isOptional = has(entry, 'wrapped');
    return { key, isOptional, schema: isOptional ? (entry.wrapped as Schema) : entry };
  });
  return {
    type: 'object',
    properties: Object.fromEntries(unwrapped.map(({ key, schema }) => [key, jsonSchemaOf(schema)])),
    required: unwrapped.filter(({ isOptional }) => !isOptional).map(({ key }) => key),
    additionalProperties: false,
  };
}

function leafOf(expected: string): JsonSchema {
  const [, least, most] = /^a whole number from (\d+) to (\d+)$/.exec(expected) ?? [];
  if (least !== undefined) return orReference({ type: 'integer', minimum: Number(least), maximum: Number(most) });
  if (expected.startsWith('a duration')) {
    return {
      anyOf: [
        { type: 'number', exclusiveMinimum: 0 },
        { type: 'string', pattern: '^\\d|\\$\\{' },
      ],
    };
  }
  if (expected.startsWith('a URL')) return { type: 'string', pattern: '^https?://|\\$\\{' };
  switch (expected) {
    case 'text':
      return { type: 'string', minLength: 1 };
    case 'digits':
      return orReference({ type: ['string', 'integer'], pattern: '^\\d+$' });
    case '1 or 60':
      return orReference({ enum: [1, 60] });
    case 'true or false':
      return orReference({ type: 'boolean' });
    case 'text, a number, true or false':
      return { type: ['string', 'number', 'boolean'] };
    case 'text, { env: NAME } or { file: PATH }':
      return { anyOf: [{ type: 'string' }, placeOf('env'), placeOf('file')] };
    case 'a list of names':
      return { type: 'array', items: { type: 'string' } };
    case 'a list of upper bounds, or "exponential"':
      return { anyOf: [{ type: 'array', items: { type: 'number' } }, { const: 'exponential' }] };
  }
  const texts = [...expected.matchAll(/"([^"]+)"/g)].map(([, text]) => text);
  if (texts.length > 0) return orReference({ enum: texts });
  throw new Error(`${expected} has no counterpart in JSON`);
}

function orReference(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, reference] };
}

function placeOf(kind: 'env' | 'file'): JsonSchema {
  return { type: 'object', properties: { [kind]: { type: 'string' } }, required: [kind], additionalProperties: false };
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}
