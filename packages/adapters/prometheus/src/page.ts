import type { Snapshot } from '@bot-metrics/core/backend';
import type { ExposedFamily } from './metric-renderer.ts';
import type { ClaimedNames } from './names/claimed-names.ts';
import type { ExposedLabels } from './names/labels.ts';

/** What a format writes out: one snapshot. */
export interface Page {
  readonly snapshot: Snapshot;
  readonly families: readonly ExposedFamily[];
  readonly names: ClaimedNames;
  /** The labels of `target_info`; none if there is no such metric. */
  readonly resource: ExposedLabels;
  /** Nobody reads it any more. */
  readonly ended: boolean;
  /** A piece of memory of 68 KiB to write into, which is another chunk's once that from it was sent. */
  piece(): Uint8Array<ArrayBuffer>;
  /** Called for a series that another one on the page has the labels of: it cannot be exposed. */
  leaveOut(family: ExposedFamily, slot: number): void;
}
