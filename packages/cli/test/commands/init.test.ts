import { readFileSync } from 'node:fs';
import { effectiveConfig } from '@bot-metrics/sdk/config';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../sdk/test/temporary-folder.ts';
import { runCommand } from '../run-command.ts';

const manifest = (name: string, dependencies = {}) => ({ 'package.json': JSON.stringify({ name, dependencies }) });

const config = (cwd: string): string => readFileSync(`${cwd}/bot-metrics.config.yaml`, 'utf8');

/** Answers the questions in turn and keeps them. */
function person(...answers: string[]) {
  const questions: string[] = [];
  const ask = async (question: string): Promise<string> => {
    questions.push(question);
    return answers.shift() ?? '';
  };
  return { questions, ask };
}

describe('with --yes', () => {
  test('a configuration is written and the three lines of code are shown', async () => {
    const cwd = temporaryFolder(manifest('@shop/bot'));
    const { code, out, err } = await runCommand(['init', '--yes'], { cwd });

    await expect(out).toMatchFileSnapshot('../golden/init.txt');
    await expect(config(cwd)).toMatchFileSnapshot('../golden/init.yaml');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('every backend can be chosen, and what is written is valid', async () => {
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

  test.each(['007', 'a "b" \\ c', `\${HOME} # $$`, 'ünï: [x]', 'true'])(
    'the name %j stays what it is',
    async (name) => {
      const cwd = temporaryFolder();
      expect(await runCommand(['init', '--yes', '--name', name], { cwd })).toMatchObject({ code: 0 });

      const { settings } = await effectiveConfig({ cwd, env: {}, diagnostics: new CollectedDiagnostics() });
      expect(settings.find(({ path }) => path.join('.') === 'service.name')?.value).toBe(name);
    },
  );
});

describe('a file that is there', () => {
  test('is not written over unless --force is given', async () => {
    const cwd = temporaryFolder({ 'bot-metrics.config.yaml': 'prefix: mine\n' });
    expect(await runCommand(['init', '--yes'], { cwd })).toEqual({
      code: 1,
      out: '',
      err: 'bot-metrics.config.yaml is there already; change it, or write over it with --force\n',
    });
    expect(config(cwd)).toBe('prefix: mine\n');

    expect(await runCommand(['init', '--yes', '--force'], { cwd })).toMatchObject({ code: 0 });
    expect(config(cwd)).toContain('type: prometheus');
  });

  test('of another kind would be read instead, and is a problem', async () => {
    const cwd = temporaryFolder({ 'bot-metrics.config.json': '{}' });

    expect(await runCommand(['init', '--yes'], { cwd })).toMatchObject({
      code: 1,
      err: 'bot-metrics.config.json is there already, and one of two would be ignored\n',
    });
  });
});

describe('with somebody at the terminal', () => {
  test('the name and the backends are asked for', async () => {
    const cwd = temporaryFolder(manifest('shop'));
    const { questions, ask } = person('bazaar', 'statsd, otlp');
    expect(await runCommand(['init'], { cwd, ask })).toMatchObject({ code: 0, err: '' });

    expect(questions).toHaveLength(2);
    expect(questions[0]).toBe('Name of the service (shop): ');
    expect(config(cwd)).toMatch(/name: "bazaar"[\s\S]*statsd:[\s\S]*otlp:/);
  });

  test('an empty answer takes what stands in brackets', async () => {
    const cwd = temporaryFolder(manifest('shop'));
    expect(await runCommand(['init'], { cwd, ask: person('', '').ask })).toMatchObject({ code: 0 });

    expect(config(cwd)).toMatch(/name: "shop"[\s\S]*type: prometheus/);
  });

  test('a wrong answer is asked for again', async () => {
    const { questions, ask } = person('', 'promtheus', 'prometheus');
    const { code, err } = await runCommand(['init'], { cwd: temporaryFolder(), ask });

    expect({ code, err }).toEqual({ code: 0, err: 'there is no backend "promtheus"; did you mean "prometheus"?\n' });
    expect(questions).toHaveLength(3);
  });

  test('what is said on the command line is not asked for', async () => {
    const { questions, ask } = person();
    expect(await runCommand(['init', '-n', 'a', '-b', 'otlp'], { cwd: temporaryFolder(), ask })).toMatchObject({
      code: 0,
    });

    expect(questions).toEqual([]);
  });
});

test.each([
  [['init'], 'there is nobody to ask here; add --yes'],
  [
    ['init', '--yes', '--backend', 'graphana'],
    'there is no backend "graphana"; write one of prometheus, otlp, grafana-cloud, statsd, datadog, cloudwatch',
  ],
  [['init', '--yes', '--config', 'config.ts'], '"config.ts" is not written; choose a name that ends in .yaml'],
])('wrong usage %j ends with 2 and writes nothing', async (args, problem) => {
  const { code, err } = await runCommand(args, { cwd: temporaryFolder() });

  expect(code).toBe(2);
  expect(err.split('\n\n')[0]).toBe(problem);
});
