import type { Snapshot } from '@bot-metrics/core/backend';
import type { ExposedFamily } from '../metric-renderer.ts';
import type { ClaimedNames } from '../names/claimed-names.ts';
import type { ExposedLabels } from '../names/labels.ts';

/** The input of a format: one snapshot, and how to name what is in it. */
export interface Page {
  readonly snapshot: Snapshot;
  readonly families: readonly ExposedFamily[];
  readonly names: ClaimedNames;
  /** The labels of `target_info`; none if there is no such metric. */
  readonly resource: ExposedLabels;
  /** True once every scraper has read the page or given up. */
  readonly ended: boolean;
  /** A pooled buffer of 68 KiB, reused once its chunk was flushed. */
  takeBuffer(): Uint8Array<ArrayBuffer>;
  /** Reports a series that cannot be exposed, because another one on the page has the same labels. */
  leaveOut(family: ExposedFamily, slot: number): void;
  /** Reports a histogram whose buckets are too wide for native ones. */
  omitNative(metric: string): void;
}
