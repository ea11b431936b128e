import { expect, test } from 'vitest';
import { runChild } from '../run-child.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { load, problems } from './load.ts';

const typescript = `import { defineConfig } from '@bot-metrics/sdk';
const port: number = 0;
export default defineConfig({ backends: { page: { type: 'prometheus', port } } });`;

const printBackends = `import { createBotMetrics } from '@bot-metrics/sdk';
try {
  const metrics = await createBotMetrics({ diagnostics: { report() {} } });
  console.log(Object.keys(metrics.backend.accounts()));
  await metrics.shutdown();
} catch (error) {
  console.log(error.code, error.message);
}`;

test('a TypeScript file is read by Node itself', async () => {
  const cwd = temporaryFolder({ 'bot-metrics.config.ts': typescript });

  expect((await runChild(printBackends, { cwd }).ended).output).toBe("[ 'page' ]\n");
});

test('on a Node that does not read TypeScript, the error names the remedy', async () => {
  const cwd = temporaryFolder({ 'bot-metrics.config.ts': typescript, 'package.json': '{ "type": "module" }' });

  expect((await runChild(printBackends, { cwd, nodeOptions: ['--no-strip-types'] }).ended).output).toBe(
    `invalid_configuration bot-metrics.config.ts: Node ${process.versions.node} does not read TypeScript; use Node 22.18 or later, or write it as .mjs, .json or .yaml\n`,
  );
});

test.each([
  ['bot-metrics.config.mjs', "export default { prefix: 'shop.' };"],
  ['bot-metrics.config.js', "module.exports = { prefix: 'shop.' };"],
])('%s is read', async (name, text) => {
  const settings = await load({ files: { [name]: text } });

  expect(settings.prefix).toBe('shop.');
});

test.each(['bot-metrics.config.json', 'bot-metrics.config.yaml', 'bot-metrics.config.yml'])(
  '%s is read',
  async (name) => {
    expect((await load({ files: { [name]: '{"prefix": "shop."}' } })).prefix).toBe('shop.');
  },
);

test('of several files one must be named, and none is read with configFile: false', async () => {
  const files = { 'bot-metrics.config.yaml': 'prefix: a.', 'bot-metrics.config.json': '{"prefix": "b."}', 'c.yml': '' };

  expect(await problems({ files })).toContain(
    'expected one configuration file, found bot-metrics.config.json and bot-metrics.config.yaml; remove one, or name one in BOT_METRICS_CONFIG_FILE',
  );
  expect((await load({ files, configFile: 'bot-metrics.config.yaml' })).prefix).toBe('a.');
  expect((await load({ files, configFile: 'c.yml' })).prefix).toBeUndefined();
  expect((await load({ files, configFile: false })).prefix).toBeUndefined();
});

test('a module without settings and a module that throws are problems of the file', async () => {
  await expect(load({ files: { 'bot-metrics.config.mjs': 'export const a = 1;' } })).rejects.toThrow(
    'bot-metrics.config.mjs: expected settings as the default export, found nothing; write "export default defineConfig({ … })"',
  );
  await expect(load({ files: { 'bot-metrics.config.mjs': "throw new Error('no luck');" } })).rejects.toThrow(
    'bot-metrics.config.mjs: cannot be loaded: no luck',
  );
});

test.each([
  ['what a compiler makes of export default', 'exports.__esModule = true; exports.default = { prefix: "a." };'],
  ['exports.default', 'exports.default = { prefix: "a." };'],
])('%s in CommonJS is read', async (_name, text) => {
  expect((await load({ files: { 'c.cjs': text }, configFile: 'c.cjs' })).prefix).toBe('a.');
});

const le16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

test.each<[name: string, content: string | Buffer, message: string]>([
  ['a list', '- prefix: a.', 'expected a map of settings such as "prefix: shop.", found a list'],
  ['a text', 'hello', 'expected a map of settings such as "prefix: shop.", found a string'],
  ['a number', '42', 'found a number'],
  ['a map without a space', 'prefix:a.', 'found a string; write a space after each colon'],
  ['a flow map without a space', '{prefix:a.}', 'prefix: unknown key; write a space after the colon'],
  ['UTF-16 of PowerShell', le16('prefix: a.'), 'expected UTF-8 text, found UTF-16 or binary data; save it as UTF-8'],
  ['UTF-16 in the other order', Buffer.from(le16('prefix: a.')).swap16(), 'found UTF-16 or binary data'],
  ['UTF-16 without a mark', Buffer.from('prefix: a.', 'utf16le'), 'found UTF-16 or binary data'],
  ['Latin-1', Buffer.from('prefix: caf\u00e9.', 'latin1'), 'expected UTF-8 text, found another encoding'],
  ['an unknown alias', 'prefix: *a', 'Unresolved alias'],
  ['an alias within its own anchor', 'labels: &a\n  b: *a', 'an alias must not stand within its own anchor'],
  ['a thousand aliases', `a: &a [x]\nb: &b [${'*a,'.repeat(90)}]\nc: [${'*b,'.repeat(90)}]`, 'alias'],
])('a YAML file with %s is refused with what was found', async (_name, content, message) => {
  const text = await problems({ files: { 'bot-metrics.config.yaml': content } });
  expect(text).toMatch(/^bot-metrics\.config\.yaml/);
  expect(text).toContain(message);
});

test('a folder in place of a file is refused', async () => {
  expect(await problems({ configFile: '.' })).toContain('expected a file, found a folder, a pipe or a device');
});

test('a byte order mark, merge keys, anchors and x- keys are understood', async () => {
  const yaml = `\ufeffx-defaults: &defaults { type: prometheus, port: 9000 }
backends:
  one: { <<: *defaults, port: 9001 }
  two: *defaults`;
  const { backends } = await load({ yaml });
  expect(backends).toEqual({ one: { type: 'prometheus', port: 9001 }, two: { type: 'prometheus', port: 9000 } });
});

test('identifiers of digits stay as they are written, and numbers stay numbers', async () => {
  const yaml = `service: { version: 1.10 }
labels: { zip: 012345, chat: -1001234567890123456789, part: 7 }
resource: { build: 1.0 }
backends: { page: { type: prometheus, port: 09090 } }
views: [{ metric: h, buckets: [0.10, 1.0] }]`;
  const settings = await load({ yaml });
  expect(settings).toMatchObject({
    service: { version: '1.10' },
    labels: { zip: '012345', chat: '-1001234567890123456789', part: 7 },
    resource: { build: '1.0' },
    backends: { page: { port: 9090 } },
    views: [{ buckets: [0.1, 1] }],
  });
});

test('a second load reads a module and what it imports or requires again', async () => {
  const cwd = temporaryFolder({
    'bot-metrics.config.mjs': "export { settings as default } from './settings.mjs';",
    'settings.mjs': "import common, { b } from './common.cjs'; export const settings = { labels: { a: 1, b } };",
    'common.cjs': "module.exports = { ...require('./deep.cjs'), default: 0 };",
    'deep.cjs': 'exports.b = 1;',
    'entry.cjs': "exports.default = { labels: { b: require('./common.cjs').b } };",
  });
  const script = `import { writeFileSync } from 'node:fs';
    import { readConfigFile } from '${new URL('../../src/config/sources/config-file.ts', import.meta.url).href}';
    for (const a of [1, 2, 3]) {
      writeFileSync('settings.mjs', "import common, { b } from './common.cjs'; export const settings = { labels: { a: " + a + ", b } };");
      writeFileSync('deep.cjs', 'exports.b = ' + a + ';');
      for (const file of [undefined, 'entry.cjs'])
        console.log(JSON.stringify((await readConfigFile(file, process.cwd(), {})).value.labels));
    }`;
  const lines = [1, 2, 3].map((i) => `{"a":${i},"b":${i}}\n{"b":${i}}\n`).join('');
  expect((await runChild(script, { cwd }).ended).output).toBe(lines);
});
