import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { settingsSchema } from '../../src/config/schema.ts';
import { jsonSchemaOf } from './json-schema.ts';

const file = fileURLToPath(new URL('../../schema.json', import.meta.url));
const cli = fileURLToPath(new URL('../../../cli/test/', import.meta.url));

test('the checked-in JSON Schema is that of the configuration; `vitest -u` writes it', async () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configuration of @bot-metrics/sdk',
    ...jsonSchemaOf(settingsSchema),
  };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(file);
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
