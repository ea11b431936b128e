import { hasSeries, type Snapshot } from '@bot-metrics/core/backend';
import { identityOf } from '../identity.ts';
import type { DatadogSettings } from '../options.ts';
import { distributionOf } from './distribution.ts';

/** The distributions of a snapshot for a person to read. */
export function shownDistributions({ families }: Snapshot, settings: DatadogSettings): unknown[] {
  return families.flatMap((family) => {
    if (family.kind !== 'histogram') return [];
    const slots = Array.from({ length: family.slots }, (_, slot) => slot);
    return slots
      .filter((slot) => hasSeries(family, slot, family.temporality))
      .map((slot) => ({ ...identityOf(family.metric, slot, settings), ...distributionOf(family, slot) }));
  });
}
