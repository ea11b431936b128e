import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { nodeOf } from '../node-of.ts';
import type { Measurement, Task } from './measure.ts';
import { medianOf } from './median.ts';
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

/** What came from a process, and what of it arrived. */
interface Measured {
  readonly measurement: Measurement;
  readonly received: { readonly datagrams: number; readonly total: number };
}

/** Measures everything that the rows name, in fresh processes of that Node. */
export async function measureAll(
  major: number,
  rows: readonly Row[],
  progress: (done: number, all: number) => void,
): Promise<Figures> {
  const node = nodeOf(major);
  const script = await bundled();
  const tasks = new Map(rows.length === 0 ? [] : [[JSON.stringify(allocation), allocation]]);
  for (const { ours, theirs } of rows) {
    for (const task of [ours, theirs]) if (task !== undefined) tasks.set(JSON.stringify(task), task);
  }
  const sink = await startUdpSink();
  const otlpSink = await startOtlpSink();
  const ports = [sink, otlpSink].map(({ port }) => String(port));
  // Recording is measured at three moments of a machine that others use as well: its cases are short.
  const recording = [...tasks].filter(([, task]) => isRecording(task));
  const processes = [...tasks, ...recording, ...recording];
  const measured = new Map<string, Measured[]>();
  for (const [done, [key, { exported }]] of processes.entries()) {
    const { stdout } = await run(node, ['--expose-gc', '--max-semi-space-size=32', script, key, ...ports], {
      maxBuffer: 1 << 24,
    });
    const received = exported === undefined ? await sink.take() : { datagrams: 0, total: otlpSink.take() };
    measured.set(key, [...(measured.get(key) ?? []), { measurement: JSON.parse(stdout) as Measurement, received }]);
    progress(done + 1, processes.length);
  }
  sink.close();
  otlpSink.close();
  const { stdout: version } = await run(node, ['--version']);
  return { version: version.trim(), of: (task) => figureOf(measured.get(JSON.stringify(task)) ?? []) };
}

function isRecording({ kind, increments, exported }: Task): boolean {
  return kind === undefined && increments === undefined && exported === undefined;
}

function figureOf(processes: readonly Measured[]): Figure {
  const rounds = processes.flatMap(({ measurement }) => measurement.rounds);
  const beside = processes.flatMap(({ measurement }) => measurement.beside ?? []);
  return {
    median: medianOf(rounds),
    longest: Math.max(...rounds),
    beside: medianOf(beside),
    ratio: medianOf(beside.map((theirs, i) => rounds[i]! / theirs)),
    bytes: Math.max(...processes.map(({ measurement }) => measurement.bytes ?? Number.NaN)),
    datagrams: medianOf(
      processes.map(({ measurement, received }) => received.datagrams / (measurement.sends ?? Number.NaN)),
    ),
    correct: processes.every(isCorrect),
  };
}

function isCorrect({ measurement: { correct, sent }, received }: Measured): boolean {
  return correct && (sent === undefined || sent === received.total);
}

/** Node 20 does not strip types, so the script is made plain JavaScript; packages stay what is installed. */
async function bundled(): Promise<string> {
  const outfile = join(folder, '.cache', 'measure.mjs');
  const entryPoints = [join(folder, 'measure.ts')];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external' });
  return outfile;
}
