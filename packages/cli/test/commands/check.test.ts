import { globSync, readFileSync } from 'node:fs';
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

describe('a good configuration', () => {
  const env = { TOKEN: 'hunter2', BOT_METRICS_BACKENDS__SCRAPE__PORT: '9500', OTEL_SERVICE_NAME: 'ignored' };

  test('is shown with the place of each setting and without secrets', async () => {
    const cwd = temporaryFolder({ 'bot-metrics.config.yaml': yaml });
    const { code, out, err } = await runCommand(['check'], { cwd, env });

    await expect(out).toMatchFileSnapshot('../golden/check.txt');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).not.toContain('hunter2');
  });

  test('is the same as JSON', async () => {
    const cwd = temporaryFolder({ 'other.yaml': yaml });
    const { code, out, err } = await runCommand(['check', '--json', '--config', 'other.yaml'], { cwd, env });

    await expect(out).toMatchFileSnapshot('../golden/check.json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ ok: true, backends: { scrape: 'prometheus', cloud: 'otlp' } });
    expect(out).not.toContain('hunter2');
  });

  test('comes with the most series that each metric can have at each backend', async () => {
    const cwd = temporaryFolder({ 'bot-metrics.config.yaml': yaml });
    const { out } = await runCommand(['check', '--json'], { cwd, env });

    expect(JSON.parse(out).series).toContainEqual({
      metric: 'http.server.request.duration',
      atMost: 2001,
      boundBy: 'limit',
      series: { scrape: 2001 * 17, cloud: 2001 * 17 },
    });
  });

  test('may be none at all', async () => {
    const { code, out } = await runCommand(['check', '--json'], { cwd: temporaryFolder() });

    expect(code).toBe(0);
    expect(JSON.parse(out).settings).toEqual([
      { path: 'backends.prometheus.type', value: 'prometheus', from: 'default' },
    ]);
  });

  test('comes with notes on what is of no use', async () => {
    const variables = { OTEL_CONFIG_FILE: 'otel.yaml', OTEL_SDK_DISABLED: 'true' };
    const { code, out } = await runCommand(['check', '--json'], { cwd: temporaryFolder(), env: variables });

    expect(code).toBe(0);
    expect(JSON.parse(out).notes).toEqual([
      expect.stringMatching(/^OTEL_CONFIG_FILE: /),
      'OTEL_SDK_DISABLED is true: a service that starts like this delivers nothing',
    ]);
  });
});

describe('a bad configuration', () => {
  test.each(globSync('*.yaml', { cwd: bad }).sort())(
    '%s has every problem on a line, with its remedy',
    async (file) => {
      const { code, out, err } = await runCommand(['check', '--config', file], { cwd: bad });

      await expect(err.replaceAll(bad.slice(0, -1), 'FOLDER')).toMatchFileSnapshot(
        `../bad-configurations/${basename(file, '.yaml')}.txt`,
      );
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).not.toContain('hunter2');
      // Each line but that of a file as a whole begins with its place.
      for (const line of err.trimEnd().split('\n')) expect(line).toMatch(/^[\w.-]+\.yaml:\d+:\d+:? /);
    },
  );

  test('there are ten of them, and one whose problems four parts find', () => {
    expect(globSync('*.yaml', { cwd: bad })).toHaveLength(11);
  });

  test('is told as JSON', async () => {
    const { code, out, err } = await runCommand(['check', '--json', '-c', 'misspelt-backend.yaml'], { cwd: bad });

    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(JSON.parse(out)).toEqual({
      ok: false,
      code: 'invalid_configuration',
      problems: readFileSync(`${bad}misspelt-backend.txt`, 'utf8').trimEnd().split('\n'),
    });
  });
});
