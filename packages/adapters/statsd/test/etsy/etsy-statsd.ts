import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The totals of etsy's daemon over all its flushes. */
export interface EtsyStatsd {
  /** The port for UDP and for TCP. */
  readonly port: number;
  readonly counters: ReadonlyMap<string, number>;
  readonly gauges: ReadonlyMap<string, number>;
  readonly timings: ReadonlyMap<string, { readonly count: number; readonly values: readonly number[] }>;
  /** Number of lines that it could not read. */
  readonly badLines: number;
  /** Resolves after a flush when the condition holds. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

interface Flush {
  readonly counters: Record<string, number>;
  readonly gauges: Record<string, number>;
  readonly timers: Record<string, number[]>;
  readonly timerCounters: Record<string, number>;
}

/**
 * Starts etsy's statsd on 127.0.0.1. It flushes every 100 ms.
 *
 * @param givenPort the port of a daemon that has ended. @default a free port
 */
export async function startEtsyStatsd(givenPort?: number): Promise<EtsyStatsd> {
  const [port, managementPort] = [givenPort ?? (await freePort()), await freePort()];
  const folder = await mkdtemp(join(tmpdir(), 'statsd-'));
  const config = {
    servers: ['./servers/udp', './servers/tcp'].map((server) => ({ server, address: '127.0.0.1', port })),
    mgmt_address: '127.0.0.1',
    mgmt_port: managementPort,
    flushInterval: 100,
    backends: [resolvePath('print-flushes.cjs')],
  };
  await writeFile(join(folder, 'config.js'), JSON.stringify(config));
  const script = createRequire(import.meta.url).resolve('statsd/stats.js');
  const daemon = spawn(
    process.execPath,
    ['--require', resolvePath('restore-util-log.cjs'), script, join(folder, 'config.js')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const counters = new Map<string, number>();
  const gauges = new Map<string, number>();
  const timings = new Map<string, { count: number; values: number[] }>();
  const flushes = createInterface(daemon.stdout);
  flushes.on('line', (line) => {
    if (!line.startsWith('{')) return;
    const flush = JSON.parse(line) as Flush;
    for (const [key, count] of Object.entries(flush.counters)) counters.set(key, (counters.get(key) ?? 0) + count);
    for (const [key, value] of Object.entries(flush.gauges)) gauges.set(key, value);
    for (const [key, values] of Object.entries(flush.timers)) {
      const known = timings.get(key) ?? { count: 0, values: [] };
      timings.set(key, { count: known.count + flush.timerCounters[key]!, values: [...known.values, ...values] });
    }
  });
  await once(flushes, 'line');
  return {
    port,
    counters,
    gauges,
    timings,
    get badLines() {
      return counters.get('statsd.bad_lines_seen') ?? 0;
    },
    async until(condition) {
      const signal = AbortSignal.timeout(10_000);
      do await once(flushes, 'line', { signal });
      while (!condition());
    },
    async close() {
      daemon.kill();
      await once(daemon, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}

function resolvePath(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

/** A port that is free for TCP and for UDP. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const socket = createSocket('udp4').bind(port, '127.0.0.1');
  await once(socket, 'listening');
  socket.close();
  server.close();
  await once(server, 'close');
  return port;
}
