import { hasSeries } from '@bot-metrics/core';
import type { ExposedFamily } from '../exposed-metric.ts';
import type { Page } from '../page.ts';
import type { SeriesLabels } from '../series-labels.ts';

/**
 * The labels of a family's series on a page, to be asked slot by slot, each once; `undefined` for what is not on it. Of series
 * that are not told apart once exposed only the first is, since a scraper refuses a page that has one twice.
 */
export function labelsOnPage<T>(
  page: Page,
  exposed: ExposedFamily,
  labels: SeriesLabels<T>,
): (slot: number) => T | undefined {
  const { family, labelTexts } = exposed;
  const { seconds } = page.snapshot;
  const seen = new Set<string>();
  labels.beginPage();
  return (slot) => {
    if (!hasSeries(family, slot, 'cumulative')) return undefined;
    const created = family.created[slot]!;
    const rendered = labels.of(slot, created, seconds);
    if (rendered === undefined || !labels.ambiguous) return rendered;
    const text = labelTexts.of(slot, created, seconds) ?? '';
    if (seen.has(text)) {
      page.leaveOut(exposed, slot);
      return undefined;
    }
    seen.add(text);
    return rendered;
  };
}
