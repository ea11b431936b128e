import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { MetricsBackendPort } from '@bot-metrics/core';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, test } from 'vitest';
import type { ConfigTree } from '../../src/config/config-tree.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Secret } from '../../src/config/secret.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { load } from './load.ts';

const shownForms = (value: unknown): string =>
  [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value)].join('\n');

function headersOf(backend: ConfigTree | MetricsBackendPort | undefined): Readonly<Record<string, Secret>> {
  if (backend === undefined || !('headers' in backend)) throw new Error('no headers');
  return backend.headers as Readonly<Record<string, Secret>>;
}

test('a header value is read from the text, a variable or a file, and is never shown', async () => {
  const { backends } = await load({
    env: { TOKEN: 'hunter2-variable' },
    files: {
      'bot-metrics.config.yaml': `
        backends:
          cloud:
            type: otlp
            headers: { a: hunter2-text, b: { env: TOKEN }, c: { file: secret.txt } }`,
      'secret.txt': 'hunter2-file\n',
    },
  });

  const { a, b, c } = headersOf(backends.cloud);
  expect([a, b, c].map((secret) => secret?.text)).toEqual(['hunter2-text', 'hunter2-variable', 'hunter2-file']);
  expect(`${a} ${shownForms(backends)}`).not.toContain('hunter2');
  expect(`${a}`).toBe('[secret]');
});

test('a source that refers to another secret replaces it, and a relative path starts at the configuration file', async () => {
  const { backends } = await load({
    argument: { backends: { cloud: { headers: { a: { env: 'TOKEN' } } } } },
    env: { TOKEN: 'mine' },
    yaml: 'backends: { cloud: { type: otlp, headers: { a: { file: ./nowhere } } } }',
    configFile: 'bot-metrics.config.yaml',
  });

  expect(headersOf(backends.cloud).a?.text).toBe('mine');
});

test('an adapter receives a function that reads the secret again', async () => {
  const folder = temporaryFolder({ token: 'first\n' });
  const argument = { backends: { page: { type: 'prometheus', auth: { token: { file: 'token' } } } } } as const;
  const context = { folder, configFile: false, env: {}, diagnostics: new CollectedDiagnostics() } as const;
  const { backends } = await loadConfig(argument, context);
  const page = backends.get('page');
  if (page === undefined || !('options' in page)) throw new Error('no settings');
  const { token } = page.options.auth as { readonly token: () => string };
  expect(token()).toBe('first');
  writeFileSync(join(folder, 'token'), 'second\n');
  expect(token()).toBe('second');
  expect(shownForms(backends)).not.toMatch(/first|second/);
});

test('what copying or an editor adds around a secret is removed from texts, variables and files', async () => {
  const utf16 = Buffer.from('\ufeffhunter2\r\n', 'utf16le');
  const folder = temporaryFolder({ 'utf8.txt': '\ufeffhunter2\r\n', 'quoted.txt': '"hunter2"\n' });
  writeFileSync(join(folder, 'little.txt'), utf16);
  writeFileSync(join(folder, 'big.txt'), Buffer.from(utf16).swap16());
  const headers = {
    text: ' hunter2\n',
    variable: { env: 'TOKEN' },
    ...Object.fromEntries(['utf8', 'quoted', 'little', 'big'].map((name) => [name, { file: `${name}.txt` }])),
  };
  const context = { folder, configFile: false, diagnostics: new CollectedDiagnostics() } as const;
  const { backends } = await loadConfig(
    { backends: { cloud: { type: 'otlp', headers } } },
    { ...context, env: { TOKEN: "'hunter2'\r\n" } },
  );
  const cloud = backends.get('cloud');
  if (cloud === undefined || !('options' in cloud)) throw new Error('no settings');
  const read = Object.values(cloud.options.headers as Record<string, () => string>).map((reader) => reader());
  expect(read).toEqual(Array(6).fill('hunter2'));
});

test('a secret that is wrong is refused with the path of its option, its place and the fix', async () => {
  const yaml =
    'backends: { cloud: { type: otlp, preset: grafana-cloud, zone: a, instanceId: 1, token: { env: TOKEN } } }';
  const error: unknown = await load({ yaml, env: { TOKEN: 'Bearer hunter2\n' } }).catch((reason: unknown) => reason);
  expect(String(error)).toMatch(
    /bot-metrics.config.yaml:1:\d+ backends.cloud.token: expected only the token, received "Bearer" before it; remove "Bearer"$/,
  );
  expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
});
