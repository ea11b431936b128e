import type { Fault } from './lint-page.ts';
import { type PageFamily, type Sample, seriesKey } from './page.ts';

/** What is wrong with the buckets of histograms and with their counts. */
export function distributionFaults({ name, type, samples }: PageFamily): Fault[] {
  if (type !== 'histogram') return [];
  const counts = new Map(
    samples.filter((sample) => sample.name === `${name}_count`).map((sample) => [seriesKey(sample.labels), sample]),
  );
  const buckets = new Map<string, Sample[]>();
  for (const sample of samples.filter((candidate) => candidate.name === `${name}_bucket`)) {
    const key = seriesKey(sample.labels, 'le');
    buckets.set(key, [...(buckets.get(key) ?? []), sample]);
  }
  return [...buckets].flatMap(([key, series]) => bucketFaults(series, counts.get(key)));
}

function bucketFaults(series: readonly Sample[], count: Sample | undefined): Fault[] {
  const faults: Fault[] = [];
  let before: { bound: number; value: number } = { bound: -Infinity, value: 0 };
  for (const bucket of series) {
    const le = bucket.labels.find(([label]) => label === 'le')?.[1];
    const bound = boundOf(le);
    if (Number.isNaN(bound))
      faults.push([bucket, le === undefined ? 'a bucket has no "le"' : `le="${le}" is no number`]);
    else if (bound <= before.bound) faults.push([bucket, `le="${le}" comes after a bucket that is not below it`]);
    if (bucket.value < before.value)
      faults.push([bucket, 'holds less than the bucket below it; buckets are cumulative']);
    before = { bound, value: bucket.value };
  }
  const last = series.at(-1)!;
  if (before.bound !== Infinity) faults.push([last, 'the bucket le="+Inf" is missing']);
  else if (count === undefined) faults.push([last, '"_count" is missing']);
  else if (count.value !== last.value) {
    faults.push([count, `"_count" is ${count.value}, the bucket le="+Inf" holds ${last.value}`]);
  }
  return faults;
}

function boundOf(le: string | undefined): number {
  if (le === undefined || le.trim() === '') return Number.NaN;
  return /^\+?inf$/i.test(le) ? Infinity : Number(le);
}
