import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../sdk/test/temporary-folder.ts';
import { runCommand } from '../run-command.ts';

const bad = fileURLToPath(new URL('../bad-configurations/', import.meta.url));

const yaml = `service: { name: shop-bot, environment: "\${APP_ENV:-dev}" }
backends:
  scrape: { type: prometheus }
  cloud:
    type: otlp
    endpoint: https://user:hunter2@otlp.example/path?token=hunter2
    headers: { authorization: { env: TOKEN }, x-scope: hunter2 }
    interval: 500ms
views:
  - { metric: http.*, backends: [cloud], labels: { drop: [http.route] } }
`;

describe('a valid configuration', () => {
  const env = { TOKEN: 'hunter2', BOT_METRICS_BACKENDS__SCRAPE__PORT: '9500', OTEL_SERVICE_NAME: 'ignored' };

  test('is shown with the source of each setting and without secrets', async () => {
    const cwd = temporaryFolder({ 'bot-metrics.config.yaml': yaml });
    const { code, out, err } = await runCommand(['check'], { cwd, env });

    await expect(out).toMatchFileSnapshot('../golden/check.txt');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).not.toContain('hunter2');
  });

  test('is shown the same as JSON', async () => {
    const cwd = temporaryFolder({ 'other.yaml': yaml });
    const { code, out, err } = await runCommand(['check', '--json', '--config', 'other.yaml'], { cwd, env });

    await expect(out).toMatchFileSnapshot('../golden/check.json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ ok: true, backends: { scrape: 'prometheus', cloud: 'otlp' } });
    expect(out).not.toContain('hunter2');
  });

  test('includes the maximum number of series per metric and backend', async () => {
    const cwd = temporaryFolder({ 'bot-metrics.config.yaml': yaml });
    const { out } = await runCommand(['check', '--json'], { cwd, env });

    expect(JSON.parse(out).series).toContainEqual({
      metric: 'http.server.request.duration',
      atMost: 2001,
      boundBy: 'limit',
      series: { scrape: 2001 * 17, cloud: 2001 * 17 },
    });
  });

  test('counts only labels that are CloudWatch dimensions for CloudWatch', async () => {
    const rules = [
      { metric: '*', labels: ['status'], merge: 'last' },
      { metric: 'http.server.request.duration', labels: ['error.type'] },
    ];
    const cloudwatch = { type: 'cloudwatch', region: 'eu-west-1', dimensions: rules };
    const cwd = temporaryFolder({ 'bot-metrics.config.yaml': JSON.stringify({ backends: { cloudwatch } }) });
    const { out } = await runCommand(['check', '--json'], { cwd });

    const { series } = JSON.parse(out) as { series: { metric: string; series: unknown }[] };
    const of = (name: string) => series.find(({ metric }) => metric === name)?.series;
    expect(of('telegram.update.duration')).toEqual({ cloudwatch: 1 });
    expect(of('bot.posts.sent')).toEqual({ cloudwatch: 2001 });
    expect(of('http.server.request.duration')).toEqual({ cloudwatch: 2001 });
  });

  test('may be missing altogether', async () => {
    const { code, out } = await runCommand(['check', '--json'], { cwd: temporaryFolder() });

    expect(code).toBe(0);
    expect(JSON.parse(out).settings).toEqual([
      { path: 'backends.prometheus.type', value: 'prometheus', from: 'default' },
    ]);
  });

  test('includes notes on settings without effect', async () => {
    const variables = { OTEL_CONFIG_FILE: 'otel.yaml', OTEL_SDK_DISABLED: 'true' };
    const { code, out } = await runCommand(['check', '--json'], { cwd: temporaryFolder(), env: variables });

    expect(code).toBe(0);
    expect(JSON.parse(out).notes).toEqual([
      expect.stringMatching(/^OTEL_CONFIG_FILE: /),
      'metrics are switched off: a service started with this configuration delivers nothing',
    ]);
  });
});

describe('an invalid configuration', () => {
  test.each(globSync('*.yaml', { cwd: bad }).sort())(
    '%s reports every problem on its own line, with the remedy',
    async (file) => {
      const { code, out, err } = await runCommand(['check', '--config', file], { cwd: bad });

      await expect(err.replaceAll(bad.slice(0, -1), 'FOLDER')).toMatchFileSnapshot(
        `../bad-configurations/${basename(file, '.yaml')}.txt`,
      );
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).not.toContain('hunter2');
      // Each line starts with a position, except for problems of a whole file.
      for (const line of err.trimEnd().split('\n')) expect(line).toMatch(/^[\w.-]+\.yaml:\d+:\d+:? /);
    },
  );

  test('there are ten of them, including one whose problems come from four components', () => {
    expect(globSync('*.yaml', { cwd: bad })).toHaveLength(11);
  });

  test('is reported as JSON', async () => {
    const { code, out, err } = await runCommand(['check', '--json', '-c', 'misspelt-backend.yaml'], { cwd: bad });

    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(JSON.parse(out)).toEqual({
      ok: false,
      code: 'invalid_configuration',
      problems: [
        {
          path: 'backends.scrape.type',
          where: 'misspelt-backend.yaml:2:19',
          text: 'expected "prometheus", "otlp", "statsd", "datadog", "cloudwatch", "stub", a package or a path such as "./my-backend.js", received "promtheus"; did you mean "prometheus"?',
        },
      ],
    });
  });
});
