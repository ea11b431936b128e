import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { nodeOf } from '../node-of.ts';
import type { Measurement, Task } from './measure.ts';
import { startOtlpSink } from './otlp-sink.ts';
import { allocation, type Row } from './rows.ts';
import { startUdpSink } from './udp-sink.ts';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('.', import.meta.url));

export interface Figure {
  readonly median: number;
  readonly longest: number;
  /** Of the subject beside it, and the median of how many times as long ours takes in a round; NaN without one. */
  readonly beside: number;
  readonly ratio: number;
  /** Bytes allocated a record. */
  readonly bytes: number;
  /** Datagrams a round. */
  readonly datagrams: number;
  readonly correct: boolean;
}

export interface Figures {
  readonly version: string;
  of(task: Task): Figure;
}

/** Measures everything that the rows name, each in a fresh process of that Node. */
export async function measureAll(
  major: number,
  rows: readonly Row[],
  progress: (done: number, all: number) => void,
): Promise<Figures> {
  const node = nodeOf(major);
  const script = await bundled();
  const tasks = new Map([[JSON.stringify(allocation), allocation]]);
  for (const { ours, theirs } of rows) {
    for (const task of [ours, theirs]) if (task !== undefined) tasks.set(JSON.stringify(task), task);
  }
  const sink = await startUdpSink();
  const otlpSink = await startOtlpSink();
  const measured = new Map<string, Figure>();
  for (const [key, { exported }] of tasks) {
    const ports = [sink, otlpSink].map(({ port }) => String(port));
    const { stdout } = await run(node, ['--expose-gc', '--max-semi-space-size=32', script, key, ...ports], {
      maxBuffer: 1 << 24,
    });
    const received = exported === undefined ? await sink.take() : { datagrams: 0, total: otlpSink.take() };
    measured.set(key, figureOf(JSON.parse(stdout) as Measurement, received));
    progress(measured.size, tasks.size);
  }
  sink.close();
  otlpSink.close();
  const { stdout: version } = await run(node, ['--version']);
  return { version: version.trim(), of: (task) => measured.get(JSON.stringify(task))! };
}

function figureOf(
  { rounds, beside = [], bytes = Number.NaN, sends = Number.NaN, sent, correct }: Measurement,
  received: { datagrams: number; total: number },
): Figure {
  return {
    median: medianOf(rounds),
    longest: Math.max(...rounds),
    beside: medianOf(beside),
    ratio: medianOf(beside.map((theirs, i) => rounds[i]! / theirs)),
    bytes,
    datagrams: received.datagrams / sends,
    correct: correct && (sent === undefined || sent === received.total),
  };
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Node 20 does not strip types, so the script is made plain JavaScript; packages stay what is installed. */
async function bundled(): Promise<string> {
  const outfile = join(folder, '.cache', 'measure.mjs');
  const entryPoints = [join(folder, 'measure.ts')];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external' });
  return outfile;
}
