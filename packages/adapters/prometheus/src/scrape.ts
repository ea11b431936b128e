import type { Snapshot } from '@bot-metrics/core';
import type { ExposedFamily } from './exposed-metric.ts';
import type { ExposedNames } from './exposed-names.ts';
import type { ExposedLabels } from './labels.ts';
import type { Page } from './page.ts';

/** One reading of the store: the page to write, and what becomes of its records. */
export class Scrape implements Page {
  readonly snapshot: Snapshot;
  readonly families: readonly ExposedFamily[];
  readonly names: ExposedNames;
  readonly resource: ExposedLabels;
  readonly #leftOut: [ExposedFamily, number][] = [];
  readonly #onLeftOut: (name: string) => void;

  constructor(
    snapshot: Snapshot,
    families: readonly ExposedFamily[],
    names: ExposedNames,
    resource: ExposedLabels,
    onLeftOut: (name: string) => void,
  ) {
    this.snapshot = snapshot;
    this.families = families;
    this.names = names;
    this.resource = resource;
    this.#onLeftOut = onLeftOut;
  }

  leaveOut(family: ExposedFamily, slot: number): void {
    if (this.#leftOut.length === 0) this.#onLeftOut(family.family.metric.definition.name);
    this.#leftOut.push([family, slot]);
  }

  /** The whole page was read. What could not be on it is dropped, not delivered. */
  acknowledge(): void {
    for (const [{ family }, slot] of this.#leftOut) this.snapshot.dropSeries(family, slot, 'refused');
    this.snapshot.acknowledge();
  }

  /** Nobody read it, or not to the end. Does nothing after `acknowledge`. */
  release(): void {
    this.snapshot.release();
  }
}
