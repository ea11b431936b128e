import { type Fault, type PageFamily, type Sample, seriesKey } from './page.ts';

/** Finds errors in histogram buckets and counts. */
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
    const bound = parseBound(le);
    if (Number.isNaN(bound))
      faults.push([bucket, le === undefined ? 'a bucket must have the label "le"' : `le="${le}" must be a number`]);
    else if (bound <= before.bound) faults.push([bucket, `le="${le}" must be above the previous bucket`]);
    if (bucket.value < before.value)
      faults.push([bucket, 'has a lower count than the previous bucket; buckets are cumulative']);
    before = { bound, value: bucket.value };
  }
  const last = series.at(-1)!;
  if (before.bound !== Infinity) faults.push([last, 'the bucket le="+Inf" is missing']);
  else if (count === undefined) faults.push([last, '"_count" is missing']);
  else if (count.value !== last.value) {
    faults.push([count, `"_count" is ${count.value}, but the bucket le="+Inf" is ${last.value}`]);
  }
  return faults;
}

function parseBound(le: string | undefined): number {
  if (le === undefined || le.trim() === '') return Number.NaN;
  return /^\+?inf$/i.test(le) ? Infinity : Number(le);
}
