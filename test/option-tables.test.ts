import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BackendDeclaration } from '@bot-metrics/core/options';
import { expect, test } from 'vitest';
import { optionTable, withOptionTable } from './option-tables.ts';

const backends = ['prometheus', 'otlp', 'statsd', 'datadog', 'cloudwatch'];

test.each(backends)(
  'the option table in the README of %s is that of its declaration; `vitest -u` writes it',
  async (name) => {
    const { backend } = (await import(`@bot-metrics/${name}`)) as { backend: BackendDeclaration };
    const path = fileURLToPath(new URL(`../packages/adapters/${name}/README.md`, import.meta.url));
    const readme = readFileSync(path, 'utf8');
    const expected = withOptionTable(readme, optionTable(backend));
    expect(expected).toContain('| option');
    await expect(expected).toMatchFileSnapshot(path);
  },
);

test('a table that lacks an option differs', () => {
  const declaration = { options: { a: { details: { description: 'A.' }, type: 'string', schema: {}, secret: false } } };
  const table = optionTable(declaration as unknown as BackendDeclaration);
  expect(table).toContain('| `a`    | string | none    | A.      |');
  const readme = '## What\n\n## Options\n\n| option |\n|---|\n| `b` |\n\nMore.\n';
  expect(withOptionTable(`\n${readme}`, table)).toBe(`\n## What\n\n## Options\n\n${table}\n\nMore.\n`);
});
