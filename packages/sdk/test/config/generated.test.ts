import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BackendDeclaration, JsonSchema } from '@bot-metrics/core/options';
import { group } from '@bot-metrics/core/options';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { builtInBackends, loadBuiltIn } from '../../src/adapters.ts';
import { rootOptions } from '../../src/config/schema/root-options.ts';
import { backendTypes } from './backend-types.ts';

const file = fileURLToPath(new URL('../../schema.json', import.meta.url));
const types = fileURLToPath(new URL('../../src/config/schema/backend-config.ts', import.meta.url));
const cli = fileURLToPath(new URL('../../../cli/test/', import.meta.url));
const declarations = await Promise.all(builtInBackends.map(loadBuiltIn));

/** Creates the schema of one backend from its own options and those of every backend. */
function backendSchema({ type, options }: BackendDeclaration): JsonSchema {
  const { schema } = group(options, { description: '' });
  const properties = { type: { const: type }, enabled: { type: 'boolean' }, ...(schema.properties as JsonSchema) };
  return { type: 'object', properties, required: ['type'], additionalProperties: false };
}

/** Creates the schema of a configuration file. */
function configurationSchema(): JsonSchema {
  const { schema } = group(rootOptions, { description: '' });
  const backends = {
    type: 'object',
    additionalProperties: {
      anyOf: [
        ...declarations.map(backendSchema),
        // This alone disables a backend of another source.
        {
          type: 'object',
          properties: { enabled: { type: 'boolean' } },
          required: ['enabled'],
          additionalProperties: false,
        },
        // A package or a module.
        {
          type: 'object',
          properties: { type: { type: 'string', pattern: '^\\.{0,2}/|^@|-' }, enabled: { type: 'boolean' } },
          required: ['type'],
        },
      ],
    },
    description: rootOptions.backends.details.description,
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configuration of @bot-metrics/sdk',
    ...schema,
    properties: { ...(schema.properties as JsonSchema), backends },
  };
}

test('the checked-in types of the backends match their declarations; `vitest -u` writes them', async () => {
  await expect(backendTypes(declarations)).toMatchFileSnapshot(types);
});

test('the checked-in JSON Schema matches the options; `vitest -u` writes it', async () => {
  await expect(`${JSON.stringify(configurationSchema(), null, 2)}\n`).toMatchFileSnapshot(file);
});

describe('an editor with it', () => {
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(JSON.parse(readFileSync(file, 'utf8')));

  test.each(globSync('golden/init*.yaml', { cwd: cli }).sort())('takes %s, as init writes it', (name) => {
    expect(validate(parse(readFileSync(cli + name, 'utf8'))), JSON.stringify(validate.errors)).toBe(true);
  });

  test.each([
    { backends: { a: { type: 'prometheus', port: 9464, auth: { token: { env: 'T' } } }, off: { enabled: false } } },
    { backends: { a: { type: 'otlp', interval: '60s', timeout: 5, headers: { a: { file: './a' }, b: 'c' } } } },
    { backends: { a: { type: 'statsd', port: `\${PORT}`, aggregate: `\${AGGREGATE:-true}` } } },
    { views: [{ metric: 'a.*', buckets: 'exponential', labels: { keep: ['a'], map: { a: { '2*': '2xx' } } } }] },
    { $schema: './schema.json', naming: 'both', labels: { a: 1, b: true, c: 'x' }, admin: { port: 1 } },
  ])('takes %j', (config) => {
    expect(validate(config), JSON.stringify(validate.errors)).toBe(true);
  });

  test.each([
    { prefx: 'a' },
    { backends: { a: { type: 'promtheus' } } },
    { backends: { a: { type: 'prometheus', port: 70_000 } } },
    { backends: { a: { type: 'otlp', intervall: 5 } } },
    { backends: { a: { type: 'otlp', endpoint: 'localhost:4318' } } },
    { backends: { a: { type: 'otlp', headers: { a: { enw: 'A' } } } } },
    { views: [{ metrics: 'a' }] },
    { naming: 'clasic' },
  ])('underlines something in %j', (config) => {
    expect(validate(config)).toBe(false);
  });
});
