import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, type Release } from './install-servers.ts';

/** A database with PromQL on a loopback port. */
export interface PromQlServer {
  readonly url: string;
  /** The single value of an instant query; `undefined` while there is none. */
  query(expression: string): Promise<number | undefined>;
  close(): Promise<void>;
}

/** Settings of a Prometheus that differ from the defaults. */
export interface PrometheusSetup {
  readonly release?: Release;
  /** Values for `--enable-feature`. */
  readonly features?: readonly string[];
  /** Additions to the scrape configuration, such as protocols. */
  readonly scrape?: Readonly<Record<string, unknown>>;
  /** Accepts remote writes at `/api/v1/write`. @default false */
  readonly receives?: boolean;
}

/** Starts a Prometheus that scrapes these ports every second. */
export async function startPrometheus(
  ports: readonly number[],
  { release, features = [], scrape = {}, receives = false }: PrometheusSetup = {},
): Promise<PromQlServer> {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
  const port = await freePort();
  const config = {
    global: { scrape_interval: '1s' },
    scrape_configs: [
      { job_name: 'demo', static_configs: [{ targets: ports.map((target) => `127.0.0.1:${target}`) }], ...scrape },
    ],
  };
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const child = spawn(program('prometheus', release), [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    ...(features.length > 0 ? [`--enable-feature=${features.join(',')}`] : []),
    ...(receives ? ['--web.enable-remote-write-receiver'] : []),
  ]);
  return promQlServer(child, `http://127.0.0.1:${port}`, '/-/ready', folder);
}

/**
 * Starts a VictoriaMetrics that accepts OTLP at `/opentelemetry` with Prometheus naming, and Datadog data at
 * `/datadog`.
 * @param place the port and folder of an earlier one to continue
 */
export async function startVictoriaMetrics(place?: { port: number; folder: string }): Promise<PromQlServer> {
  const folder = place?.folder ?? (await mkdtemp(join(tmpdir(), 'victoria-metrics-')));
  const port = place?.port ?? (await freePort());
  const child = spawn(program('victoria-metrics'), [
    `-httpListenAddr=127.0.0.1:${port}`,
    `-storageDataPath=${folder}`,
    '-opentelemetry.usePrometheusNaming',
    '-search.latencyOffset=0s',
    '-retentionPeriod=1d',
  ]);
  return promQlServer(child, `http://127.0.0.1:${port}`, '/health', place === undefined ? folder : undefined);
}

/** Starts a Pushgateway, whose own page can be read. */
export async function startPushgateway(): Promise<{
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(program('prometheus-pushgateway'), [`--web.listen-address=127.0.0.1:${port}`]);
  await until(`${url} to be ready`, async () => (await fetch(`${url}/-/ready`)).ok);
  return {
    url,
    port,
    async close() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function promQlServer(
  child: ChildProcess,
  url: string,
  readyPath: string,
  folder: string | undefined,
): Promise<PromQlServer> {
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (log += data.toString()));
  await until(`${url} to be ready`, async () => (await fetch(url + readyPath)).ok).catch((error: Error) => {
    throw new Error(`${error.message}\n${log}`);
  });
  return {
    url,
    query: (expression) => query(url, expression),
    async close() {
      child.kill();
      await once(child, 'exit');
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns the single value of an instant query, or `undefined` if there is none. */
export async function query(url: string, expression: string): Promise<number | undefined> {
  const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
  const value = data.result[0]?.value[1];
  return value === undefined ? undefined : Number(value);
}

/** Checks repeatedly until the result is true. An exception counts as false. */
export async function until(what: string, isSo: () => Promise<boolean>, seconds = 30): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    if (await isSo().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what}: did not happen within ${seconds} s`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
