import { inspect } from 'node:util';
import type { MetricsBackendPort } from '@bot-metrics/core';
import { expect, test } from 'vitest';
import type { Secret } from '../../src/config/secret.ts';
import type { BackendSettings } from '../../src/config/settings.ts';
import { load } from './load.ts';

const shownForms = (value: unknown): string =>
  [inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value)].join('\n');

function headersOf(backend: BackendSettings | MetricsBackendPort | undefined): Readonly<Record<string, Secret>> {
  if (backend === undefined || !('type' in backend) || backend.type !== 'otlp') throw new Error('no OTLP backend');
  return backend.headers ?? {};
}

test('a header value comes from the text, a variable or a file, and is shown in no form', async () => {
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

  const { a, b, c } = headersOf(backends?.cloud);
  expect([a, b, c].map((secret) => secret?.reveal())).toEqual(['hunter2-text', 'hunter2-variable', 'hunter2-file']);
  expect(`${a} ${shownForms(backends)}`).not.toContain('hunter2');
  expect(`${a}`).toBe('[secret]');
});

test('a source that reads a header elsewhere replaces it, and a relative file starts at the configuration file', async () => {
  const { backends } = await load({
    argument: { backends: { cloud: { headers: { a: { env: 'TOKEN' } } } } },
    env: { TOKEN: 'mine' },
    yaml: 'backends: { cloud: { type: otlp, headers: { a: { file: ./nowhere } } } }',
  });

  expect(headersOf(backends?.cloud).a?.reveal()).toBe('mine');
});
