import type { Labels, MetricsBackendPort } from '@bot-metrics/core';
import { labelTexts } from './label-texts.ts';
import { seriesText } from './series-text.ts';
import type { StubRecord } from './stub-record.ts';

/** The name in a fan-out. */
export interface StubMetricsBackendOptions {
  /** Unique in a fan-out. @default 'stub' */
  readonly name?: string;
}

/**
 * Keeps every record in memory, for tests: of a service that records, or as one more backend of a fan-out.
 *
 * It is called for each record, so that a test sees single records and their order. It grows until `reset()`.
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

  /** Records that no backend would have taken: not a finite number, a negative count, a label of another type. */
  get refused(): readonly StubRecord[] {
    return this.#refused;
  }

  /** Totals by series, such as `posts.sent{kind="photo"}`; labels are sorted. */
  get counters(): ReadonlyMap<string, number> {
    return this.#counters;
  }

  /** Last values by series; also the totals of up-down counters. */
  get gauges(): ReadonlyMap<string, number> {
    return this.#gauges;
  }

  /** Every observation, by series, in order. */
  get histograms(): ReadonlyMap<string, readonly number[]> {
    return this.#histograms;
  }

  /**
   * The total of a counter, the last value of a gauge, or the number of observations of a histogram, with exactly these
   * labels in any order; `undefined` if nothing was recorded with them.
   */
  value(name: string, labels: Labels = {}): number | undefined {
    const series = seriesText(name, labelTexts(labels) ?? {});
    return this.#counters.get(series) ?? this.#gauges.get(series) ?? this.#histograms.get(series)?.length;
  }

  /** Forgets everything. */
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

  /** One line for each series, sorted by kind and series: `counter posts.sent{kind="photo"} 3`. */
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

  /** The series of a record that is kept; `undefined` for one that is refused. */
  #keep(kind: StubRecord['kind'], name: string, value: number, labels: Labels): string | undefined {
    const texts = labelTexts(labels);
    const takes = texts !== undefined && Number.isFinite(value) && !(kind === 'counter' && value < 0);
    const record: StubRecord = { kind, name, value, labels: texts ?? {} };
    (takes ? this.#records : this.#refused).push(record);
    return takes ? seriesText(name, record.labels) : undefined;
  }
}
