import type { Account } from '../src/snapshot/account.ts';
import { hasSeries, type MetricFamily, type Snapshot } from '../src/snapshot/snapshot.ts';
import type { MetricStore } from '../src/store/metric-store.ts';

/** Value by label text (`a=1,b=2`), the sum for histograms. A label set that comes twice is an error. */
export type Series = Record<string, number>;

export function familyOf(snapshot: Snapshot, name: string): MetricFamily {
  const family = snapshot.families.find(({ metric }) => metric.definition.name === name);
  if (family === undefined) throw new Error(`the snapshot has no metric ${name}`);
  return family;
}

export function seriesIn(snapshot: Snapshot, name: string, temporality: 'cumulative' | 'delta' = 'cumulative'): Series {
  const series: Series = {};
  if (!snapshot.families.some(({ metric }) => metric.definition.name === name)) return series;
  const family = familyOf(snapshot, name);
  for (let slot = 0; slot < family.slots; slot++) {
    if (!hasSeries(family, slot, temporality)) continue;
    const text = family.metric
      .labelsOf(slot)
      .map(([label, value]) => `${label}=${value}`)
      .join(',');
    if (Object.hasOwn(series, text)) throw new Error(`the series {${text}} of ${name} comes twice`);
    series[text] = (family.kind === 'histogram' ? family.sums : family.values)[slot]!;
  }
  return series;
}

/** The series of a metric as a scrape would read them now. */
export function seriesOf(store: MetricStore, name: string): Series {
  const snapshot = store.openReader({ name: 'a look at the store' }).snapshot();
  try {
    return seriesIn(snapshot, name);
  } finally {
    snapshot.release();
  }
}

/** What is missing in `offered = delivered + pending + Σ dropped`; 0 where the account is right. */
export function missingIn({ offered, delivered, pending, dropped }: Account): number {
  return offered - delivered - pending - Object.values(dropped).reduce((sum, records) => sum + records, 0);
}
