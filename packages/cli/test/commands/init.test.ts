import { readFileSync } from 'node:fs';
import { effectiveConfig } from '@bot-metrics/sdk/config';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../sdk/test/temporary-folder.ts';
import { runCommand } from '../run-command.ts';

const manifest = (name: string, dependencies = {}) => ({ 'package.json': JSON.stringify({ name, dependencies }) });

const config = (cwd: string): string => readFileSync(`${cwd}/bot-metrics.config.yaml`, 'utf8');

/** Answers the questions in order and records them. */
function person(...answers: string[]) {
  const questions: string[] = [];
  const ask = async (question: string): Promise<string> => {
    questions.push(question);
    return answers.shift() ?? '';
  };
  return { questions, ask };
}

describe('with --yes', () => {
  test('writes a configuration and shows the code', async () => {
    const cwd = temporaryFolder(manifest('@shop/bot'));
    const { code, out, err } = await runCommand(['init', '--yes'], { cwd });

    await expect(out).toMatchFileSnapshot('../golden/init.txt');
    await expect(config(cwd)).toMatchFileSnapshot('../golden/init.yaml');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('accepts every backend and writes a valid configuration', async () => {
    const cwd = temporaryFolder(manifest('shop', { '@bot-metrics/sdk': '^0.1.0' }));
    const names = ['prometheus', 'otlp', 'grafana-cloud', 'statsd', 'datadog', 'cloudwatch'];
    const { code, out } = await runCommand(['init', '-y', '--json', ...names.flatMap((name) => ['-b', name])], { cwd });

    await expect(config(cwd)).toMatchFileSnapshot('../golden/init-all.yaml');
    const { variables, ...report } = JSON.parse(out);
    expect(code).toBe(0);
    expect(report).toEqual({
      ok: true,
      file: 'bot-metrics.config.yaml',
      service: 'shop',
      backends: names,
      code: expect.arrayContaining(['const metrics = await createBotMetrics();']),
    });
    const env = {
      GRAFANA_CLOUD_ZONE: 'prod-eu-west-2',
      GRAFANA_CLOUD_INSTANCE_ID: '123456',
      GRAFANA_CLOUD_TOKEN: 'glc_x',
      DD_API_KEY: 'dd_x',
    };
    expect(variables).toEqual(Object.keys(env));
    const { backends } = await effectiveConfig({ cwd, env, diagnostics: new CollectedDiagnostics() });
    expect([...backends.keys()]).toEqual(names);
  });

  test.each(['007', 'a "b" \\ c', `\${HOME} # $$`, 'ünï: [x]', 'true'])('keeps the name %j unchanged', async (name) => {
    const cwd = temporaryFolder();
    expect(await runCommand(['init', '--yes', '--name', name], { cwd })).toMatchObject({ code: 0 });

    const { settings } = await effectiveConfig({ cwd, env: {}, diagnostics: new CollectedDiagnostics() });
    expect(settings.find(({ path }) => path.join('.') === 'service.name')?.value).toBe(name);
  });
});

describe('an existing file', () => {
  test('is overwritten only with --force', async () => {
    const cwd = temporaryFolder({ 'bot-metrics.config.yaml': 'prefix: mine\n' });
    expect(await runCommand(['init', '--yes'], { cwd })).toEqual({
      code: 1,
      out: '',
      err: 'bot-metrics.config.yaml already exists; edit it, or overwrite it with --force\n',
    });
    expect(config(cwd)).toBe('prefix: mine\n');

    expect(await runCommand(['init', '--yes', '--force'], { cwd })).toMatchObject({ code: 0 });
    expect(config(cwd)).toContain('type: prometheus');
  });

  test('of another format is a problem, since it would be read instead', async () => {
    const cwd = temporaryFolder({ 'bot-metrics.config.json': '{}' });

    expect(await runCommand(['init', '--yes'], { cwd })).toMatchObject({
      code: 1,
      err: 'bot-metrics.config.json already exists, and only one of the two would be read; edit or remove it\n',
    });
  });
});

describe('at a terminal', () => {
  test('asks for the name and the backends', async () => {
    const cwd = temporaryFolder(manifest('shop'));
    const { questions, ask } = person('bazaar', 'statsd, otlp');
    expect(await runCommand(['init'], { cwd, ask })).toMatchObject({ code: 0, err: '' });

    expect(questions).toHaveLength(2);
    expect(questions[0]).toBe('Name of the service (shop): ');
    expect(config(cwd)).toMatch(/name: "bazaar"[\s\S]*statsd:[\s\S]*otlp:/);
  });

  test('uses the default in brackets for an empty answer', async () => {
    const cwd = temporaryFolder(manifest('shop'));
    expect(await runCommand(['init'], { cwd, ask: person('', '').ask })).toMatchObject({ code: 0 });

    expect(config(cwd)).toMatch(/name: "shop"[\s\S]*type: prometheus/);
  });

  test('asks again after an invalid answer', async () => {
    const { questions, ask } = person('', 'promtheus', 'prometheus');
    const { code, err } = await runCommand(['init'], { cwd: temporaryFolder(), ask });

    expect({ code, err }).toEqual({ code: 0, err: 'unknown backend "promtheus"; did you mean "prometheus"?\n' });
    expect(questions).toHaveLength(3);
  });

  test('does not ask for what the command line gives', async () => {
    const { questions, ask } = person();
    expect(await runCommand(['init', '-n', 'a', '-b', 'otlp'], { cwd: temporaryFolder(), ask })).toMatchObject({
      code: 0,
    });

    expect(questions).toEqual([]);
  });
});

test.each([
  [['init'], 'cannot ask questions without a terminal; add --yes'],
  [
    ['init', '--yes', '--backend', 'graphana'],
    'unknown backend "graphana"; write one of prometheus, otlp, grafana-cloud, statsd, datadog, cloudwatch',
  ],
  [['init', '--yes', '--config', 'config.ts'], '--config: "config.ts" must end in .yaml'],
])('wrong usage %j exits with 2 and writes nothing', async (args, problem) => {
  const { code, err } = await runCommand(args, { cwd: temporaryFolder() });

  expect(code).toBe(2);
  expect(err.split('\n\n')[0]).toBe(problem);
});
