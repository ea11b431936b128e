import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const FLUSH_MILLISECONDS = 500;

/** Etsy's statsd daemon on a loopback TCP port, with what it has counted. */
export interface StatsdDaemon {
  readonly port: number;
  /** The total of a counter or the count of a timing over all series. */
  count(name: string): number;
  /** All counters and timings seen, without tags. */
  names(): string[];
  /** Resolves after the daemon has aggregated twice, so that `count` includes everything received before. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function startStatsdDaemon(): Promise<StatsdDaemon> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'statsd-'));
  const config = join(folder, 'config.js');
  await writeFile(
    config,
    JSON.stringify({
      servers: [{ server: './servers/tcp', address: '127.0.0.1', port }],
      mgmt_address: '127.0.0.1',
      mgmt_port: await freePort(),
      flushInterval: FLUSH_MILLISECONDS,
      backends: [resolvePath('print-flushes.cjs')],
    }),
  );
  const script = createRequire(import.meta.url).resolve('statsd/stats.js');
  // Detached from the terminal's process group, so that Ctrl-C does not end it before it has received the last packets.
  const daemon = spawn(process.execPath, ['--require', resolvePath('restore-util-log.cjs'), script, config], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  process.once('exit', () => daemon.kill());
  const totals = new Map<string, number>();
  const lines = createInterface(daemon.stdout);
  lines.on('line', (line) => addFlush(totals, line));
  await accepts(port);
  return {
    port,
    count: (name) => [...totals].reduce((sum, [key, count]) => (stripTags(key) === name ? sum + count : sum), 0),
    names: () => [...new Set([...totals.keys()].map(stripTags))],
    async settled() {
      await once(lines, 'line');
      await once(lines, 'line');
    },
    async close() {
      daemon.kill();
      await once(daemon, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}

function addFlush(totals: Map<string, number>, line: string): void {
  if (!line.startsWith('{')) return;
  const { counters, timings } = JSON.parse(line) as Record<'counters' | 'timings', Record<string, number>>;
  for (const [key, count] of [...Object.entries(counters), ...Object.entries(timings)]) {
    // Ignore the daemon's own packet counters.
    if (!key.startsWith('statsd.')) totals.set(key, (totals.get(key) ?? 0) + count);
  }
}

/** Labels follow the name as graphite tags: `name;a=b;c=d`. */
function stripTags(key: string): string {
  return key.split(';')[0] ?? key;
}

function resolvePath(file: string): string {
  return fileURLToPath(new URL(`../../statsd/${file}`, import.meta.url));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Resolves once the port accepts connections, since the daemon does not report that it is ready. */
async function accepts(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = connect(port, '127.0.0.1');
    const connected = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (connected) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the statsd daemon did not open port ${port}`);
}
