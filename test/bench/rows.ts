import type { Task } from './measure.ts';

/** A row of the table: two measurements, or one of two subjects in turn, and the ratio between them that is aimed at. */
export interface Row {
  readonly name: string;
  readonly ours: Task;
  readonly against?: string;
  readonly theirs?: Task;
  /** They take at least so many times as long. */
  readonly atLeast?: number;
  /** Ours takes at most so many times as long as the other. */
  readonly atMost?: number;
  /** Ours takes at most so much. */
  readonly most?: number;
  /** What is compared. @default 'median' */
  readonly figure?: 'median' | 'longest' | 'datagrams';
}

/** A line of the table. */
export interface ResultRow {
  readonly case: string;
  readonly ours: string;
  readonly against: string;
  readonly theirs: string;
  readonly ratio: string;
  readonly goal: string;
  /** Whether all exported totals are what was recorded. */
  readonly correct: boolean;
}

const counter = 'labelled counter, 3 backends';
const alone: readonly Row[] = [
  row(counter, 'ours.counter.3', 'OTel add, 1 reader', 'otel.counter', 20),
  row(counter, 'ours.counter.3', 'prom-client inc', 'prom-client.counter', 8),
  row(counter, 'ours.counter.3', '@prometheus-io/client inc', '@prometheus-io/client.counter', 4),
  row(counter, 'ours.counter.3', '@platformatic/prom-client inc', '@platformatic/prom-client.counter', 3),
  row(counter, 'ours.counter.3', 'OTel, 2 readers, and hot-shots', 'otel.threeBackends', 60),
  row('bound counter, 3 backends', 'ours.bound', 'prom-client child inc', 'prom-client.bound', 50),
  row('bound counter, 3 backends', 'ours.bound', 'OTel add', 'otel.counter', 150),
  row('labelled histogram, 11 buckets', 'ours.histogram', 'OTel record', 'otel.histogram', 12),
  row('labelled histogram, 11 buckets', 'ours.histogram', 'prom-client observe', 'prom-client.histogram', 8),
];

/** Among 30 instruments at least three quarters of each is due. */
const amongThirty: readonly Row[] = alone.map((one) => ({
  ...one,
  name: `${one.name}, among 30`,
  ours: { ...one.ours, others: 29 },
  theirs: { ...one.theirs!, others: 29 },
  atLeast: one.atLeast! * 0.75,
}));

export const recording: readonly Row[] = [
  ...alone,
  ...amongThirty,
  ...[2, 3, 4].map((backends) => ({
    name: `labelled counter, ${backends} backends`,
    ours: { subject: `ours.counter.${backends}`, beside: 'ours.counter.1' },
    against: 'ours, 1 backend',
    atMost: 1.05,
  })),
  {
    name: 'recordHttpRequest, classic',
    ours: { subject: 'ours.httpRequest', beside: 'ours.httpInstruments' },
    against: 'the two instruments',
    atMost: 1.5,
  },
  { name: 'subscribers of the HTTP server, a request', ours: { subject: 'ours.httpServer' }, most: 3000 },
];

/** Labelled records whose label objects are there already. */
export const allocation: Task = { subject: 'ours.prepared', allocates: true };

export const exposition: readonly Row[] = [
  page('counter', 100_000, 'opentelemetry', 20),
  page('counter', 100_000, 'prom-client', 15),
  page('histogram', 10_000, 'opentelemetry', 15),
  page('histogram', 10_000, 'prom-client', 8),
  protobufPage('counter', 100_000),
  protobufPage('histogram', 10_000),
];

export const memory: readonly Row[] = (['unique label first', 'unique label last'] as const).flatMap((memory) => [
  ...['opentelemetry', 'prom-client'].map((theirs) => bytes('counter', 100_000, memory, theirs, 180)),
  ...['opentelemetry', 'prom-client'].map((theirs) => bytes('histogram', 10_000, memory, theirs, 380)),
]);

const increments = 100_000;
const toStatsd = {
  ours: { subject: 'ours.statsd', increments },
  against: 'hot-shots, buffered',
  theirs: { subject: 'hot-shots', increments },
};

export const sending: readonly Row[] = [
  { name: 'StatsD, 100,000 increments: CPU', ...toStatsd, atLeast: 50 },
  { name: 'StatsD, 100,000 increments: datagrams', ...toStatsd, atLeast: 100, figure: 'datagrams' },
];

const exported = { subject: 'ours.otlp', series: 100_000 };
const byOpenTelemetry = { subject: 'opentelemetry.otlp', series: 100_000 };

export const exporting: readonly Row[] = [
  {
    name: 'OTLP protobuf of 100,000 counters: CPU',
    ours: { ...exported, exported: 'CPU' },
    against: 'opentelemetry',
    theirs: { ...byOpenTelemetry, exported: 'CPU' },
    atMost: 0.5,
  },
  {
    name: 'OTLP protobuf of 100,000 counters: longest stall',
    ours: { ...exported, exported: 'stall' },
    against: 'opentelemetry',
    theirs: { ...byOpenTelemetry, exported: 'stall' },
    most: 20,
    figure: 'longest',
  },
];

function bytes(
  kind: 'counter' | 'histogram',
  series: number,
  memory: 'unique label first' | 'unique label last',
  theirs: string,
  most: number,
): Row {
  const task = { kind, series, memory };
  const name = `memory of a ${kind} series, ${memory}`;
  return { name, ours: { subject: 'ours', ...task }, against: theirs, theirs: { subject: theirs, ...task }, most };
}

function row(name: string, ours: string, against: string, theirs: string, atLeast: number): Row {
  return { name, ours: { subject: ours }, against, theirs: { subject: theirs }, atLeast };
}

function page(kind: 'counter' | 'histogram', series: number, against: string, atLeast: number): Row {
  const name = `text of ${series.toLocaleString('en')} ${kind}s, without the connection`;
  return {
    name,
    ours: { subject: 'ours', kind, series },
    against,
    theirs: { subject: against, kind, series },
    atLeast,
  };
}

/** The same page in both formats. */
function protobufPage(kind: 'counter' | 'histogram', series: number): Row {
  const name = `protobuf of ${series.toLocaleString('en')} ${kind}s, without the connection`;
  const ours = { subject: 'ours.protobuf', kind, series };
  return { name, ours, against: 'own text', theirs: { ...ours, subject: 'ours' }, atLeast: 2 };
}
