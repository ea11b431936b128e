import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, test } from 'vitest';
import { effectiveConfig } from '../src/config.ts';
import { createBotMetrics } from '../src/index.ts';
import { problems } from './config/load.ts';
import { temporaryFolder } from './temporary-folder.ts';

const options = new URL('../../core/src/options/index.ts', import.meta.url).href;

/** A module whose backend keeps its records and the arguments of its creation. */
const moduleText = `import { defineBackend, secret, seconds, text } from '${options}';
export const backend = defineBackend({
  type: 'memory',
  options: {
    path: text({ description: 'A path.', default: '/tmp' }),
    interval: seconds({ description: 'An interval.' }),
    key: secret({ description: 'A key.' }),
  },
  check: ({ path, interval }) => (path === '/never' && interval ? [{ path: ['path'], text: 'cannot be combined with "interval"' }] : []),
  create(options, { name, resource }) {
    const records = [];
    return {
      name, options, resource, records,
      recordCounter: (metric, value) => records.push([metric, value]),
      setGauge() {}, recordHistogram() {}, getMetricsOutput: () => '', getContentType: () => 'text/plain',
    };
  },
});`;

const yaml = (more: string): string =>
  `service: { name: shop }\nbackends:\n  mine: { type: ./my-backend.mjs, ${more} }\n`;

test('a custom backend is named by its path and receives its checked options and the resource', async () => {
  const cwd = temporaryFolder({
    'bot-metrics.config.yaml': yaml('interval: 5m, key: { env: KEY }'),
    'my-backend.mjs': moduleText,
  });
  const env = { KEY: 'hunter2', BOT_METRICS_BACKENDS__MINE__PATH: '/var' };
  const diagnostics = new CollectedDiagnostics();
  const metrics = await createBotMetrics({ cwd, env, diagnostics, ownMetrics: false });
  metrics.counter('orders').add(2);
  const backend = metrics.backends.get('mine') as unknown as {
    records: unknown[];
    options: { path: string; interval: number; key: () => string };
    resource: object;
  };

  expect(backend.records).toEqual([['orders', 2]]);
  expect(backend.options).toMatchObject({ path: '/var', interval: 300 });
  expect(backend.options.key()).toBe('hunter2');
  expect(backend.resource).toMatchObject({ 'service.name': 'shop' });
  expect(diagnostics.events.map(({ message }) => message)).toEqual([
    'metrics go to mine (memory); configuration: code, BOT_METRICS_BACKENDS__MINE__PATH, bot-metrics.config.yaml',
  ]);
  await metrics.shutdown(1);
});

test('mistakes in its options are reported with their places, as for a built-in backend', async () => {
  expect(
    await problems({
      files: {
        'my-backend.mjs': moduleText,
        'bot-metrics.config.yaml': yaml('intervall: 5, path: "", key: [hunter2]'),
      },
    }),
  ).toBe(
    [
      'bot-metrics.config.yaml:3:46 backends.mine.intervall: unknown key; did you mean "interval"?',
      'bot-metrics.config.yaml:3:55 backends.mine.path: expected text, received ""',
      'bot-metrics.config.yaml:3:64 backends.mine.key: expected text, { env: NAME } or { file: PATH }, received a list',
    ].join('\n'),
  );
  const files = { 'my-backend.mjs': moduleText, 'bot-metrics.config.yaml': yaml('path: /never, interval: 1') };
  expect(await problems({ files })).toBe(
    'bot-metrics.config.yaml:3:41 backends.mine.path: cannot be combined with "interval"',
  );
});

test.each([
  ['./none.mjs', /\.type: "\.\/none\.mjs" does not exist; relative paths start at \/.*$/],
  ['./empty.mjs', /\.type: "\.\/empty\.mjs" exports no backend; write "export const backend = defineBackend/],
  ['./broken.mjs', /\.type: "\.\/broken\.mjs" cannot be loaded: it is broken$/],
  ['some-package', /\.type: expected .*, received "some-package", which is not installed$/],
  ['Some Package', /\.type: expected "prometheus", .*, received "Some Package"$/],
])('the type %s is reported with its place', async (type, message) => {
  const files = {
    'bot-metrics.config.yaml': `backends: { a: { type: ${type} } }`,
    'empty.mjs': 'export const a = 1;',
    'broken.mjs': "throw new Error('it is broken');",
  };
  const found = await problems({ files });
  expect(found).toMatch(/^bot-metrics\.config\.yaml:1:24 backends\.a/);
  expect(found).toMatch(message);
});

test('a package is found from the folder of the configuration file, as an ES module or in CommonJS', async () => {
  const cwd = temporaryFolder({
    'bot-metrics.config.yaml': 'backends: { a: { type: metrics-memory }, b: { type: "@own/memory" } }',
  });
  const install = (name: string, manifest: object, file: string, text: string): void => {
    const folder = join(cwd, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, ...manifest }));
    writeFileSync(join(folder, file), text);
  };
  install('metrics-memory', { type: 'module', exports: { import: './index.js' } }, 'index.js', moduleText);
  const commonJs = `exports.backend = { type: 'common', options: {}, create: (_, { name }) => ({
    name, recordCounter() {}, setGauge() {}, recordHistogram() {}, getMetricsOutput: () => '', getContentType: () => '' }) };`;
  install('@own/memory', { main: './main.cjs' }, 'main.cjs', commonJs);

  const { backends } = await effectiveConfig({ cwd, env: {}, diagnostics: new CollectedDiagnostics() });
  expect([...backends].map(([name, { kind }]) => [name, kind])).toEqual([
    ['a', 'memory'],
    ['b', 'common'],
  ]);
});
