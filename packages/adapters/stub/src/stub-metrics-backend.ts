import type { Labels, MetricsBackendPort } from '@bot-metrics/core';

/** One call of a recorder method. */
export interface StubRecord {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly value: number;
  /** Values as text, without empty ones: an empty label equals an absent one. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The name of the stub. */
export interface StubMetricsBackendOptions {
  /** Name, unique within a fan-out. @default 'stub' */
  readonly name?: string;
}

/**
 * Keeps every record in memory. Use it in tests of code that records, alone or as one more backend of a fan-out.
 *
 * It receives each record individually, so that tests see every record and their order. Memory grows until `reset()`.
 */
export class StubMetricsBackend implements MetricsBackendPort {
  readonly name: string;
  readonly #records: StubRecord[] = [];
  readonly #refused: StubRecord[] = [];
  readonly #counters = new Map<string, number>();
  readonly #gauges = new Map<string, number>();
  readonly #histograms = new Map<string, number[]>();

  constructor(options: StubMetricsBackendOptions = {}) {
    this.name = options.name ?? 'stub';
  }

  /** Every record, in order. */
  get records(): readonly StubRecord[] {
    return this.#records;
  }

  /** Records that every backend rejects: a non-finite value, a negative count, or a label of an unsupported type. */
  get refused(): readonly StubRecord[] {
    return this.#refused;
  }

  /** Counter totals by series, such as `posts.sent{kind="photo"}`, with sorted labels. */
  get counters(): ReadonlyMap<string, number> {
    return this.#counters;
  }

  /** Last gauge values by series, including the totals of up-down counters. */
  get gauges(): ReadonlyMap<string, number> {
    return this.#gauges;
  }

  /** All histogram observations by series, in order. */
  get histograms(): ReadonlyMap<string, readonly number[]> {
    return this.#histograms;
  }

  /**
   * The total of a counter, the last value of a gauge, or the number of observations of a histogram with exactly these
   * labels, in any order; `undefined` if there is no such series.
   */
  value(name: string, labels: Labels = {}): number | undefined {
    const series = formatSeries(name, convertLabels(labels) ?? {});
    return this.#counters.get(series) ?? this.#gauges.get(series) ?? this.#histograms.get(series)?.length;
  }

  /** Removes all records. */
  reset(): void {
    this.#records.length = 0;
    this.#refused.length = 0;
    this.#counters.clear();
    this.#gauges.clear();
    this.#histograms.clear();
  }

  recordCounter(name: string, value = 1, labels: Labels = {}): void {
    const series = this.#keep('counter', name, value, labels);
    if (series !== undefined) this.#counters.set(series, (this.#counters.get(series) ?? 0) + value);
  }

  setGauge(name: string, value: number, labels: Labels = {}): void {
    const series = this.#keep('gauge', name, value, labels);
    if (series !== undefined) this.#gauges.set(series, value);
  }

  recordHistogram(name: string, value: number, labels: Labels = {}): void {
    const series = this.#keep('histogram', name, value, labels);
    if (series === undefined) return;
    const observations = this.#histograms.get(series);
    if (observations === undefined) this.#histograms.set(series, [value]);
    else observations.push(value);
  }

  /** One line per series, sorted by kind and series: `counter posts.sent{kind="photo"} 3`. */
  getMetricsOutput(): string {
    const lines = [
      ...[...this.#counters].map(([series, total]) => `counter ${series} ${total}\n`).sort(),
      ...[...this.#gauges].map(([series, value]) => `gauge ${series} ${value}\n`).sort(),
      ...[...this.#histograms].map(([series, values]) => `histogram ${series} ${values.join(' ')}\n`).sort(),
    ];
    return lines.join('');
  }

  getContentType(): string {
    return 'text/plain; charset=utf-8';
  }

  /** Keeps a record and returns its series key, or rejects it and returns `undefined`. */
  #keep(kind: StubRecord['kind'], name: string, value: number, labels: Labels): string | undefined {
    const texts = convertLabels(labels);
    const isAccepted = texts !== undefined && Number.isFinite(value) && !(kind === 'counter' && value < 0);
    const record: StubRecord = { kind, name, value, labels: texts ?? {} };
    (isAccepted ? this.#records : this.#refused).push(record);
    return isAccepted ? formatSeries(name, record.labels) : undefined;
  }
}

/** Formats a readable series key: `posts.sent{kind="photo"}`. Labels are sorted, so that equal label sets give equal keys. */
function formatSeries(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name : `${name}{${pairs.sort().join(',')}}`;
}

/**
 * Converts label values to text, without empty ones. Returns `undefined` if a value has a type that backends reject or throws when read.
 */
function convertLabels(labels: Labels): Readonly<Record<string, string>> | undefined {
  const texts: [string, string][] = [];
  try {
    for (const [name, value] of Object.entries(labels)) {
      if (!['string', 'number', 'boolean', 'undefined'].includes(typeof value)) return undefined;
      const text = String(value ?? '');
      if (text !== '') texts.push([name, text]);
    }
  } catch {
    return undefined;
  }
  return Object.fromEntries(texts);
}
