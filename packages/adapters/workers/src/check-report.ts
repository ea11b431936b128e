import type { SeriesIncrement } from '@bot-metrics/core/backend';
import { Fields, finite, list, oneOf, optional, type Reader, text, unexpected, whole } from './field-readers.ts';
import { MAX_METRICS, type MetricReport } from './worker-report.ts';

/** Bounds of one report: far above what a worker sends, and below what would exhaust the primary. */
const MAX_SERIES = 1_000_000;
/** The characters of all label values. */
const MAX_CHARACTERS = 2 ** 26;
const MAX_LABELS = 64;
const MAX_BUCKETS = 1000;
const MAX_TEXT = 65_535;
/** Records of one series. Many reports of them still add up to a whole number that a double can hold. */
const MAX_COUNT = 2 ** 40;

const labelName = text(1, MAX_TEXT);
const labelText = text(0, MAX_TEXT);
const number = finite();
const labels = list(MAX_LABELS, readLabel);
const counts = list(MAX_BUCKETS + 1, whole(0, MAX_COUNT));
const bounds = list(MAX_BUCKETS, finite());

export const epoch: Reader<string> = text(1, 64);
export const sequence: Reader<number> = whole(1, Number.MAX_SAFE_INTEGER);
export const metricName: Reader<string> = text(1, 255);
/** The metrics of a report, which `ReportCheck` reads one by one. */
export const metrics: Reader<unknown[]> = list(MAX_METRICS, (metric) => metric);

/** Checks the metrics of one report: every field, its type, its range, and the size of the whole report. */
export class ReportCheck {
  #series = 0;
  #characters = 0;

  /** @throws Error that names the field */
  read(value: unknown, path: string): MetricReport {
    const metric = new Fields(value, path);
    const type = metric.read('type', oneOf('counter', 'upDownCounter', 'gauge', 'histogram'));
    const limit = metric.read('limit', optional(whole(1, Number.MAX_SAFE_INTEGER)));
    const buckets = type === 'histogram' ? metric.read('buckets', readLayout) : undefined;
    const readSeries: Reader<SeriesIncrement> = (series, at) => this.#readSeries(new Fields(series, at), type, buckets);
    return {
      name: metric.read('name', metricName),
      type,
      description: metric.read('description', text(0, MAX_TEXT)),
      unit: metric.read('unit', text(0, 63)),
      labels: metric.read('labels', list(MAX_LABELS, labelName)),
      ...(limit === undefined ? {} : { limit }),
      ...(buckets === undefined ? {} : { buckets }),
      series: metric.read('series', list(MAX_SERIES - this.#series, readSeries)),
    };
  }

  #readSeries(series: Fields, type: MetricReport['type'], buckets: MetricReport['buckets']): SeriesIncrement {
    const isTotal = type === 'counter' || type === 'histogram';
    const common = {
      labels: series.read('labels', labels),
      // The first report of a worker contains gauges and up-down counters without new records.
      count: series.read('count', whole(isTotal ? 1 : 0, MAX_COUNT)),
      value: series.read('value', finite(type === 'counter' ? 0 : undefined)),
    };
    this.#series += 1;
    for (const [, value] of common.labels) this.#characters += String(value).length;
    if (this.#characters > MAX_CHARACTERS)
      throw new Error(`its label values have more than ${MAX_CHARACTERS} characters`);
    if (buckets === undefined) return common;
    const [min, max] = [series.read('min', finite()), series.read('max', finite())];
    if (min > max) throw new Error(`a series has the minimum ${min} and the maximum ${max}`);
    return buckets === 'exponential'
      ? { ...common, min, max, exponential: series.read('exponential', readExponential) }
      : { ...common, min, max, buckets: series.read('buckets', counts) };
  }
}

function readLabel(value: unknown, path: string): SeriesIncrement['labels'][number] {
  if (!Array.isArray(value) || value.length !== 2) throw unexpected(path, 'a pair of a name and a value', value);
  return [labelName(value[0], path), readLabelValue(value[1], path)];
}

/** Labels have types, which receivers with typed attributes see. */
function readLabelValue(value: unknown, path: string): string | number | boolean {
  if (typeof value === 'boolean') return value;
  return typeof value === 'number' ? number(value, path) : labelText(value, path);
}

function readLayout(value: unknown, path: string): readonly number[] | 'exponential' {
  return value === 'exponential' ? value : bounds(value, path);
}

function readExponential(value: unknown, path: string): NonNullable<SeriesIncrement['exponential']> {
  const series = new Fields(value, path);
  return {
    scale: series.read('scale', whole(-128, 127)),
    zeroCount: series.read('zeroCount', whole(0, MAX_COUNT)),
    positive: series.read('positive', readSign),
    negative: series.read('negative', readSign),
  };
}

function readSign(value: unknown, path: string): { offset: number; bucketCounts: number[] } {
  const sign = new Fields(value, path);
  return {
    offset: sign.read('offset', whole(-(2 ** 31), 2 ** 31 - 1)),
    bucketCounts: sign.read('bucketCounts', counts),
  };
}
