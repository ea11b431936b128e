import type { Distribution, Reading, ReadSeries } from '../reading.ts';

const sampleLine = /^([^\s{]+)(?:\{(.*)\})? (\S+)$/s;
const pair = /([^",=]+)="((?:[^"\\]|\\.)*)"/gs;

/** Reads a page in Prometheus text format. Counters are named after their sample, with `_total`. */
export function prometheusReading(page: string): Reading {
  const types = new Map<string, string>();
  const samples: ReadSeries<number>[] = [];
  for (const line of page.split('\n')) {
    const [, family, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (family !== undefined && type !== undefined) types.set(family, type);
    const [, name, pairs = '', value] = line.startsWith('#') ? [] : (sampleLine.exec(line) ?? []);
    if (name !== undefined) samples.push({ name, labels: parseLabels(pairs), value: Number(value) });
  }
  const ofType = (type: string) => samples.filter(({ name }) => types.get(name) === type);
  const distributions = samples.filter(({ name }) => types.get(name.replace(/_count$/, '')) === 'histogram');
  return {
    counters: ofType('counter'),
    gauges: ofType('gauge'),
    histograms: distributions.map((count) => toDistribution(count, samples)),
  };
}

function toDistribution(count: ReadSeries<number>, samples: readonly ReadSeries<number>[]): ReadSeries<Distribution> {
  const name = count.name.replace(/_count$/, '');
  const key = JSON.stringify(count.labels);
  const sum = samples.find((sample) => sample.name === `${name}_sum` && JSON.stringify(sample.labels) === key);
  return { name, labels: count.labels, value: { count: count.value, sum: sum?.value ?? Number.NaN } };
}

function parseLabels(pairs: string): Record<string, string> {
  const unescaped = (text: string) => text.replace(/\\(.)/gs, (_, sign: string) => (sign === 'n' ? '\n' : sign));
  return Object.fromEntries([...pairs.matchAll(pair)].map(([, name = '', value = '']) => [name, unescaped(value)]));
}
