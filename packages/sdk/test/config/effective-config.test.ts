import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, test } from 'vitest';
import { effectiveConfig } from '../../src/config.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const effective = (yaml: string, env: Record<string, string> = {}) =>
  effectiveConfig({
    cwd: temporaryFolder({ 'bot-metrics.config.yaml': yaml }),
    env,
    diagnostics: new CollectedDiagnostics(),
  });

test('each setting has a readable value and its place', async () => {
  const { settings } = await effective('naming: both\nbackends: { s: { type: statsd, interval: 2m } }\n', {
    BOT_METRICS_PREFIX: 'shop_',
  });

  expect(settings.map(({ path, value, from }) => [path.join('.'), value, from])).toEqual([
    ['backends.s.type', 'statsd', 'bot-metrics.config.yaml:2:24'],
    ['backends.s.interval', '120', 'bot-metrics.config.yaml:2:42'],
    ['prefix', 'shop_', 'BOT_METRICS_PREFIX'],
    ['naming', 'both', 'bot-metrics.config.yaml:1:9'],
  ]);
});

test('backends are created but not started, so that a port in use is not a problem', async () => {
  const { backends } = await effective('backends: { a: { type: prometheus, port: 1 }, off: { enabled: false } }');

  expect([...backends].map(([name, { kind, backend }]) => [name, kind, backend.name])).toEqual([
    ['a', 'prometheus', 'a'],
  ]);
});

test('it contains no secret', async () => {
  const { settings } = await effective(`backends:
  cloud:
    type: otlp
    endpoint: https://user:hunter2@otlp.example/?token=hunter2
    headers: { authorization: hunter2 }
  scrape: { type: prometheus, auth: { username: prom, password: hunter2 } }
admin: { auth: { token: hunter2 } }
`);

  expect(JSON.stringify(settings)).not.toContain('hunter2');
  expect(settings.filter(({ value }) => value === '[secret]')).toHaveLength(3);
});

test('a problem that only the backend finds also has its place', async () => {
  const wrong = effective('backends: { cloud: { type: otlp, headers: { authorization: \'Basic "a"\' } } }');

  await expect(wrong).rejects.toMatchObject({
    code: 'invalid_configuration',
    message: expect.stringMatching(
      /^bot-metrics.config.yaml:1:\d+ backends.cloud.headers.authorization: expected a value .* remove them$/,
    ),
  });
});

test('OTEL_SDK_DISABLED is reported', async () => {
  expect(await effective('prefix: a', { OTEL_SDK_DISABLED: 'true' })).toMatchObject({ isDisabled: true });
  expect(await effective('prefix: a')).toMatchObject({ isDisabled: false });
});
