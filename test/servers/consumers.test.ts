import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeOf } from '../node-of.ts';
import { packInto } from './packed.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Each row installs with its first Node, so that a wrong `engines` range fails there. */
const rows = [
  { otel: '2.x', api: '1.9.1', sdk: '2.12.1', nodes: [20, 22, 24, 26] },
  { otel: '3.x', api: '1.10.0', sdk: '3.1.1', nodes: [22, 24, 26] },
];

/** The line of JSON that a consumer prints last, after the SDK's start-up line. */
const reportIn = (stdout: string) => JSON.parse(stdout.trimEnd().split('\n').at(-1)!);

let folder: string;
let tarballs: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consumers-'));
  const packed = await packInto(folder);
  tarballs = Object.fromEntries([...packed].map(([name, file]) => [name, `file:${file}`]));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(rows)('with OpenTelemetry JS $otel, from packed tarballs', ({ otel, api, sdk, nodes }) => {
  let app: string;

  beforeAll(async () => {
    app = join(folder, `otel-${otel}`);
    await mkdir(app);
    for (const file of await readdir(join(root, 'test/consumer')))
      await copyFile(join(root, 'test/consumer', file), join(app, file));
    const dependencies = {
      ...tarballs,
      '@opentelemetry/api': api,
      '@opentelemetry/sdk-metrics': sdk,
      grammy: '1.46.0',
      // The version that Node 20 supports.
      '@nestjs/common': '11.2.10',
      '@types/pg': '8.23.1',
    };
    await writeFile(join(app, 'package.json'), JSON.stringify({ private: true, dependencies, overrides: tarballs }));
    await run(
      'npm',
      ['install', '--engine-strict', '--strict-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'],
      {
        cwd: app,
        env: { ...process.env, PATH: [dirname(nodeOf(nodes[0]!)), process.env.PATH].join(delimiter) },
      },
    );
  });

  test.each(nodes)('an ESM service on Node %i has equal totals everywhere and prints no warning', async (major) => {
    const { stdout, stderr } = await run(nodeOf(major), ['consumer.mjs'], { cwd: app });
    expect(stderr).toBe('');
    const report = reportIn(stdout);
    expect(report).toMatchObject({ page: 5, otlp: 5, statsd: true, sdk: 5, requests: '1' });
    expect(report.node).toMatch(new RegExp(`^v${major}\\.`));
  });

  test.each(nodes)('a CommonJS service on Node %i can require the packages and prints no warning', async (major) => {
    const { stdout, stderr } = await run(nodeOf(major), ['consumer.cjs'], { cwd: app });
    expect(stderr).toBe('');
    expect(reportIn(stdout)).toMatchObject({ total: 5, functions: true });
  });

  test('types compile for ESM and CommonJS, including our declarations', async () => {
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
    const types = join(root, 'node_modules/@types');
    const typing = [...options, '--typeRoots', types, '--skipLibCheck', 'false', 'types.mts', 'types.cts'];
    const { stdout } = await run(join(root, 'node_modules/.bin/tsc'), typing, { cwd: app }).catch(
      (error: { stdout: string }) => error,
    );
    // Ignore errors in declarations of other packages.
    const ours = stdout.split('\n').filter((line) => /^(?:types\.|node_modules\/@bot-metrics)/.test(line));
    expect(ours).toEqual([]);
  });
});
