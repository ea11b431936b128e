/**
 * Measures one subject, in a process of its own: `node measure.ts '{"subject":"ours.counter.3","others":29}' 8125 4318`, where
 * the ports are of a `UdpSink` and of an `OtlpSink`. Prints JSON.
 */
import { setTimeout } from 'node:timers/promises';
import { type PageKind, pages, totalOf } from './pages.ts';
import type { MakeSubject } from './subject.ts';
import { httpServer } from './subjects/http-server.ts';
import * as opentelemetry from './subjects/opentelemetry.ts';
import { exporters } from './subjects/otlp.ts';
import * as ours from './subjects/ours.ts';
import * as promClient from './subjects/prom-client.ts';
import { senders } from './subjects/statsd.ts';

export interface Task {
  readonly subject: string;
  /** Recording: how many other instruments are warm. */
  readonly others?: number;
  /** Recording: a subject that is measured in turn with it, in the same process, for the ratio of two that hardly differ. */
  readonly beside?: string;
  /** Recording: also what a record allocates. */
  readonly allocates?: boolean;
  /** Exposition. */
  readonly kind?: PageKind;
  readonly series?: number;
  /** The memory of that many series instead of a page. */
  readonly memory?: 'unique label first' | 'unique label last';
  /** Increments that are sent to a sink, in each round. */
  readonly increments?: number;
  /** What an export of that many series over OTLP costs: the CPU of it uncompressed, or how long it keeps the event loop. */
  readonly exported?: 'CPU' | 'stall';
}

export interface Measurement {
  /** Nanoseconds a record, milliseconds a page, bytes a series, or milliseconds: of CPU for what is sent, or of a stall. */
  readonly rounds: readonly number[];
  /** The same of the subject beside it. */
  readonly beside?: readonly number[];
  /** Bytes allocated a record. */
  readonly bytes?: number;
  /** How often something was sent to the UDP sink. */
  readonly sends?: number;
  /** The total that was sent in all. */
  readonly sent?: number;
  readonly correct: boolean;
}

const subjects: Record<string, MakeSubject> = {
  'ours.counter.1': ours.counter(1),
  'ours.counter.2': ours.counter(2),
  'ours.counter.3': ours.counter(3),
  'ours.counter.4': ours.counter(4),
  'ours.bound': ours.boundCounter,
  'ours.prepared': ours.preparedLabels,
  'ours.histogram': ours.histogram,
  'ours.httpRequest': ours.httpRequest,
  'ours.httpInstruments': ours.httpInstruments,
  'ours.httpServer': httpServer,
  'otel.counter': opentelemetry.counter,
  'otel.histogram': opentelemetry.histogram,
  'otel.threeBackends': opentelemetry.threeBackends,
  'prom-client.counter': promClient.counter('prom-client'),
  '@prometheus-io/client.counter': promClient.counter('@prometheus-io/client'),
  '@platformatic/prom-client.counter': promClient.counter('@platformatic/prom-client'),
  'prom-client.bound': promClient.boundCounter,
  'prom-client.histogram': promClient.histogram,
};

const ROUNDS = 9;
/** Pages before the rounds: a page is written a few times a minute, so without them half of the rounds would run code that is not compiled yet. */
const WARM_UP_PAGES = 5;
/**
 * Rounds of sending before those that count, until the young generation has been through all of its memory: what is fresh from the
 * system costs more than 100,000 of our increments.
 */
const WARM_UP_SENDS = 15;
/** How long a round should take: long enough to hide the clock, short enough for nine. */
const ROUND_MILLISECONDS = 40;

const SWEEP_MILLISECONDS = 50;

/** So many that what asking for the memory takes itself, some kilobytes, is less than a tenth of a byte for each. */
const RECORDS_FOR_MEMORY = 500_000;

/** A subject whose records are counted and timed. */
async function timedSubject(name: string, others: number) {
  const subject = await subjects[name]!(others);
  let recorded = 0;
  return {
    /** Milliseconds for that many records. */
    record(records: number): number {
      const started = performance.now();
      subject.record(records);
      recorded += records;
      return performance.now() - started;
    },
    isCorrect: async () => (await subject.total()) === recorded,
  };
}

async function measureRecording({ subject, others = 0, beside, allocates = false }: Task): Promise<Measurement> {
  const names = beside === undefined ? [subject] : [subject, beside];
  const timed = await Promise.all(names.map((name) => timedSubject(name, others)));
  for (let round = 0; round < 2; round++) for (const { record } of timed) record(20_000);
  const records = Math.max(20_000, Math.round((20_000 * ROUND_MILLISECONDS) / timed[0]!.record(20_000)));
  for (const { record } of timed) record(records);
  const rounds: number[][] = timed.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, { record }] of timed.entries()) rounds[i]!.push((record(records) * 1e6) / records);
    // Lets what the subject has put off, such as sending packets, happen between the rounds.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const allocated = allocates ? { bytes: bytesOf(timed[0]!.record) } : {};
  const correct = await Promise.all(timed.map(({ isCorrect }) => isCorrect()));
  const [ours = [], theirs] = rounds;
  return { rounds: ours, ...(theirs && { beside: theirs }), ...allocated, correct: correct.every(Boolean) };
}

/** That a record allocates. */
function bytesOf(record: (records: number) => void): number {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  record(RECORDS_FOR_MEMORY);
  return (process.memoryUsage().heapUsed - before) / RECORDS_FOR_MEMORY;
}

async function measurePage(task: Task): Promise<Measurement> {
  const { kind = 'counter', series = 1000 } = task;
  const page = pages[task.subject]!(kind, series, ['a', 'b', 'c']);
  const rounds: number[] = [];
  let chunks: readonly Buffer[] = [];
  for (let round = -WARM_UP_PAGES; round < ROUNDS; round++) {
    page.touch();
    const started = performance.now();
    chunks = await page.render();
    if (round >= 0) rounds.push(performance.now() - started);
  }
  return { rounds, correct: totalOf(kind, Buffer.concat(chunks)) === series * (ROUNDS + WARM_UP_PAGES) };
}

/** Heap and buffers of the series, label strings included, page text not: at first, and after ten records each. */
async function measureMemory(task: Task): Promise<Measurement> {
  const { kind = 'counter', series = 1000 } = task;
  const used = async (): Promise<number> => {
    globalThis.gc?.();
    // Buffers that are garbage are let go of beside the program.
    await setTimeout(SWEEP_MILLISECONDS);
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const warm = pages[task.subject]!(kind, 100, ['a', 'b', 'c']);
  warm.touch();
  const names = task.memory === 'unique label first' ? ['c', 'a', 'b'] : ['a', 'b', 'c'];
  const before = await used();
  const page = pages[task.subject]!(kind, series, names);
  page.touch();
  const first = ((await used()) - before) / series;
  for (let i = 1; i < 10; i++) page.touch();
  const later = ((await used()) - before) / series;
  return {
    rounds: [Math.max(first, later)],
    correct: totalOf(kind, Buffer.concat(await page.render())) === series * 10,
  };
}

/** The CPU of all threads of this process, sending included; the sink is in another one and checks the total. */
async function measureSending(task: Task): Promise<Measurement> {
  const { increments = 1000 } = task;
  const send = senders[task.subject]!(Number(process.argv[3]));
  const rounds: number[] = [];
  for (let round = -WARM_UP_SENDS; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    await send(increments);
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) rounds.push((user + system) / 1000);
  }
  const sends = WARM_UP_SENDS + ROUNDS;
  return { rounds, sends, sent: increments * sends, correct: true };
}

/** Sent to a sink in another process as well. A stall is the longest of a round, the first round included. */
async function measureExport({ subject, series = 1000, exported }: Task): Promise<Measurement> {
  const isCpu = exported === 'CPU';
  const counters = exporters[subject]!(Number(process.argv[4]), series, isCpu ? 'none' : 'gzip');
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS + 1; round++) {
    counters.touch();
    await new Promise((resolve) => setImmediate(resolve));
    const before = process.cpuUsage();
    const stall = await longestStall(() => counters.export());
    const { user, system } = process.cpuUsage(before);
    if (!isCpu) rounds.push(stall);
    else if (round > 0) rounds.push((user + system) / 1000);
  }
  return { rounds, sent: series * (ROUNDS + 1), correct: true };
}

/** Milliseconds between two turns of the event loop, at most, while the task runs. */
async function longestStall(task: () => Promise<void>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let runs = true;
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (runs) setImmediate(turn);
  };
  setImmediate(turn);
  await task();
  runs = false;
  turn();
  return longest;
}

function measure(task: Task): Promise<Measurement> {
  if (task.increments !== undefined) return measureSending(task);
  if (task.exported !== undefined) return measureExport(task);
  if (task.kind === undefined) return measureRecording(task);
  return task.memory === undefined ? measurePage(task) : measureMemory(task);
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task;
const measurement = await measure(task);
process.stdout.write(`${JSON.stringify(measurement)}\n`, () => process.exit(0));
