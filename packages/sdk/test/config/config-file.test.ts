import { expect, test } from 'vitest';
import { runChild } from '../run-child.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { load } from './load.ts';

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

test('the first of several files is read, another one if it is named, and none with configFile: false', async () => {
  const files = { 'bot-metrics.config.yaml': 'prefix: a.', 'bot-metrics.config.json': '{"prefix": "b."}', 'c.yml': '' };

  expect((await load({ files })).prefix).toBe('b.');
  expect((await load({ files, configFile: 'bot-metrics.config.yaml' })).prefix).toBe('a.');
  expect((await load({ files, configFile: 'c.yml' })).prefix).toBeUndefined();
  expect((await load({ files, configFile: false })).prefix).toBeUndefined();
});

test('a module without settings and a module that throws are problems of the file', async () => {
  await expect(load({ files: { 'bot-metrics.config.mjs': 'export const a = 1;' } })).rejects.toThrow(
    'bot-metrics.config.mjs: must export settings as default; write "export default defineConfig({ … })"',
  );
  await expect(load({ files: { 'bot-metrics.config.mjs': "throw new Error('no luck');" } })).rejects.toThrow(
    'bot-metrics.config.mjs: cannot be loaded: no luck',
  );
});
