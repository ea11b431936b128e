import { execFile } from 'node:child_process';
import { glob, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { CollectedDiagnostics } from '@bot-metrics/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anyRecord } from '../../packages/adapters/prometheus/test/any-record.ts';
import { program, type Release, unpacked } from './install-servers.ts';
import { startPrometheus, until } from './server.ts';

const RANDOM_PAGES = 100;

const protocols = ['PrometheusText0.0.4', 'PrometheusText1.0.0', 'OpenMetricsText1.0.0', 'PrometheusProto'];
const golden = fileURLToPath(new URL('../../packages/adapters/prometheus/test/golden/', import.meta.url));

type Parsed = { samples: number } | { error: string };

/** Parses pages with Prometheus' own Python library. */
async function pythonReads(pages: readonly (readonly ['text' | 'openmetrics', string])[]): Promise<Parsed[]> {
  const script = fileURLToPath(new URL('parse-pages.py', import.meta.url));
  const env = { ...process.env, PYTHONPATH: unpacked('usr/lib/python3/dist-packages') };
  const { code, said } = await collectOutput('python3', [script], JSON.stringify(pages), env);
  if (code !== 0) throw new Error(said);
  return JSON.parse(said) as Parsed[];
}

/** Returns 0 without findings, 3 for names against the conventions, 1 for an unreadable page. */
function promtool(page: string, release: Release): Promise<{ code: number; said: string }> {
  return collectOutput(program('promtool', release), ['check', 'metrics'], page);
}

describe('pages of random records', () => {
  const backends: PrometheusMetricsBackend[] = [];
  const server = createServer((request, response) => {
    const backend = backends[Number(request.url?.slice(1))];
    if (backend === undefined) response.writeHead(404).end();
    else void backend.handler(request, response);
  });
  const pages: Record<'text' | 'openmetrics', string>[] = [];
  let port: number;

  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    ({ port } = server.address() as AddressInfo);
    for (const records of fc.sample(fc.array(anyRecord, { maxLength: 30 }), RANDOM_PAGES)) {
      const backend = new PrometheusMetricsBackend({
        listen: false,
        names: 'utf-8',
        diagnostics: new CollectedDiagnostics(),
        resource: { 'a.b': 1 },
      });
      for (const { method, name, value, labels } of records) backend[method](name, value, labels);
      const url = `http://127.0.0.1:${port}/${backends.push(backend) - 1}`;
      const page = async (accept: string): Promise<string> => (await fetch(url, { headers: { accept } })).text();
      pages.push({ text: await page('text/plain'), openmetrics: await page('application/openmetrics-text') });
    }
  });

  afterAll(() => new Promise((closed) => server.close(closed)));

  test.each(['text', 'openmetrics'] as const)('are accepted by the reference parser for %s', async (format) => {
    const parsed = await pythonReads(pages.map((page) => [format, page[format]] as const));
    expect(parsed.filter((one) => 'error' in one)).toEqual([]);
    expect(parsed.some((one) => 'samples' in one && one.samples > 20)).toBe(true);
  });

  test.each(['trixie', 'forky'] as const)('are accepted by promtool from %s', async (release) => {
    for (const { text } of pages) {
      const { code, said } = await promtool(text, release);
      expect([0, 3], `${said}\n${text}`).toContain(code);
    }
  });

  // Neither promtool nor the Python library supports UTF-8 names.
  test.each(protocols)('are scraped by Prometheus 3: %s', async (protocol) => {
    const scrape = {
      scrape_protocols: [protocol],
      static_configs: pages.map((_, i) => ({
        targets: [`127.0.0.1:${port}`],
        labels: { __metrics_path__: `/${i}`, page: `${i}` },
      })),
    };
    const prometheus = await startPrometheus([], { release: 'forky', scrape });
    try {
      await until('a scrape of each page', async () => (await prometheus.query('count(up)')) === RANDOM_PAGES);
      const { data } = (await (await fetch(`${prometheus.url}/api/v1/targets`)).json()) as {
        data: { activeTargets: { lastError: string; scrapeUrl: string }[] };
      };
      expect(data.activeTargets.filter(({ lastError }) => lastError !== '')).toEqual([]);
      expect(await prometheus.query('sum(scrape_samples_scraped)')).toBeGreaterThan(RANDOM_PAGES);
    } finally {
      await prometheus.close();
    }
  });
});

describe('the golden pages', () => {
  test('are accepted by the reference parsers', async () => {
    const pages: ['text' | 'openmetrics', string][] = [];
    for await (const file of glob('page{,.openmetrics,.dots,.values}.txt', { cwd: golden })) {
      pages.push([
        basename(file).includes('openmetrics') ? 'openmetrics' : 'text',
        await readFile(golden + file, 'utf8'),
      ]);
    }
    const parsed = await pythonReads(pages);
    expect(parsed).toHaveLength(4);
    for (const one of parsed) expect(one).toMatchObject({ samples: expect.any(Number) });
  });

  test('are rejected when they contain an error', async () => {
    const page = await readFile(`${golden}page.openmetrics.txt`, 'utf8');
    expect(await pythonReads([['openmetrics', page.replace('# EOF\n', '')]])).toMatchObject([
      { error: expect.stringContaining('EOF') },
    ]);
    expect(await promtool('a{b="c} 1\n', 'trixie')).toMatchObject({ code: 1 });
  });
});

function collectOutput(
  file: string,
  args: readonly string[],
  input: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const child = execFile(file, args, { env, maxBuffer: 64e6 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, said: stdout + stderr });
    });
    child.stdin?.end(input);
  });
}
