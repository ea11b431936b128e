import type { MetricFamily, Snapshot } from '@bot-metrics/core/backend';
import type { ExposedFamily, MetricRenderer } from './metric-renderer.ts';
import type { ClaimedNames } from './names/claimed-names.ts';
import type { Escaping } from './names/name-translation.ts';
import type { Page } from './page.ts';
import type { SpareMemory } from './spare-memory.ts';

/**
 * One reading of the store: the pages to write, and what becomes of its records. Several scrapers may share it; the snapshot
 * is settled when the last of them has ended, as delivered if any of them read it all.
 */
export class Scrape {
  readonly #snapshot: Snapshot;
  readonly #families: readonly MetricFamily[];
  readonly #names: ClaimedNames;
  readonly #renderers: Readonly<Record<Escaping, MetricRenderer>>;
  readonly #leftOut: [ExposedFamily, number][] = [];
  readonly #onLeftOut: (name: string) => void;
  readonly #memory: SpareMemory;
  /** Those that are on their way, by what chunks of them refer to. */
  readonly #pieces: Map<ArrayBufferLike, Uint8Array<ArrayBuffer>> = new Map();
  #readers = 0;
  #isDelivered = false;

  constructor(
    snapshot: Snapshot,
    families: readonly MetricFamily[],
    names: ClaimedNames,
    renderers: Readonly<Record<Escaping, MetricRenderer>>,
    memory: SpareMemory,
    onLeftOut: (name: string) => void,
  ) {
    this.#snapshot = snapshot;
    this.#families = families;
    this.#names = names;
    this.#renderers = renderers;
    this.#memory = memory;
    this.#onLeftOut = onLeftOut;
  }

  /** For one more scraper, which has to `release` it. */
  share(): this {
    this.#readers += 1;
    return this;
  }

  /** What a format writes out, with its names so escaped. */
  page(escaping: Escaping): Page {
    const renderer = this.#renderers[escaping];
    const ended = (): boolean => this.#readers <= 0;
    return {
      snapshot: this.#snapshot,
      families: this.#families.map((family) => renderer.render(family)),
      names: this.#names,
      resource: renderer.resource,
      get ended() {
        return ended();
      },
      piece: () => this.#piece(),
      leaveOut: (family, slot) => this.#leaveOut(family, slot),
    };
  }

  /** Nobody reads this chunk of a page any more. */
  taken(chunk: Uint8Array): void {
    const piece = this.#pieces.get(chunk.buffer);
    if (piece === undefined) return;
    this.#pieces.delete(chunk.buffer);
    this.#memory.giveBack(piece);
  }

  /** A scraper has read the whole page. What could not be on it is dropped, not delivered. */
  acknowledge(): void {
    this.#isDelivered = true;
  }

  /** A scraper has ended, whether it read all or not. */
  release(): void {
    this.#readers -= 1;
    if (this.#readers > 0) return;
    for (const piece of this.#pieces.values()) this.#memory.giveBack(piece);
    this.#pieces.clear();
    if (!this.#isDelivered) return this.#snapshot.release();
    for (const [{ family }, slot] of this.#leftOut) this.#snapshot.dropSeries(family, slot, 'refused');
    this.#snapshot.acknowledge();
  }

  #piece(): Uint8Array<ArrayBuffer> {
    const piece = this.#memory.take();
    this.#pieces.set(piece.buffer, piece);
    return piece;
  }

  #leaveOut(family: ExposedFamily, slot: number): void {
    this.#onLeftOut(family.family.metric.definition.name);
    this.#leftOut.push([family, slot]);
  }
}
