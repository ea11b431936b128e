import type { MetricFamily, Snapshot } from '@bot-metrics/core/backend';
import type { ExposedFamily, MetricRenderer } from '../metric-renderer.ts';
import type { ClaimedNames } from '../names/claimed-names.ts';
import type { Escaping } from '../names/name-translation.ts';
import type { ChunkPool } from './chunk-pool.ts';
import type { Page } from './page.ts';

/** Reports what a page leaves out, once per metric. */
export interface PageWarnings {
  /** Series whose labels are equal to those of another series. */
  duplicate(metric: string): void;
  /** Native buckets, because a histogram's own are too wide. */
  coarse(metric: string): void;
}

/**
 * One snapshot of the store, written as one or more pages. Several scrapers may share it. When the last one has ended, the snapshot is
 * settled: as delivered if any scraper read its whole page, otherwise its records stay pending.
 */
export class Scrape {
  readonly #snapshot: Snapshot;
  readonly #families: readonly MetricFamily[];
  readonly #names: ClaimedNames;
  readonly #renderers: Readonly<Record<Escaping, MetricRenderer>>;
  readonly #leftOut: [ExposedFamily, number][] = [];
  readonly #warnings: PageWarnings;
  readonly #pool: ChunkPool;
  /** Buffers whose chunks are not flushed yet. */
  readonly #buffers: Map<ArrayBufferLike, Uint8Array<ArrayBuffer>> = new Map();
  #readers = 0;
  #isDelivered = false;

  constructor(
    snapshot: Snapshot,
    families: readonly MetricFamily[],
    names: ClaimedNames,
    renderers: Readonly<Record<Escaping, MetricRenderer>>,
    pool: ChunkPool,
    warnings: PageWarnings,
  ) {
    this.#snapshot = snapshot;
    this.#families = families;
    this.#names = names;
    this.#renderers = renderers;
    this.#pool = pool;
    this.#warnings = warnings;
  }

  /** Adds a scraper, which must call `release` once. */
  share(): this {
    this.#readers += 1;
    return this;
  }

  /** The input of a format, with names in this escaping. */
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
      takeBuffer: () => this.#takeBuffer(),
      leaveOut: (family, slot) => this.#leaveOut(family, slot),
      omitNative: (metric) => this.#warnings.coarse(metric),
    };
  }

  /** Returns the chunk's buffer to the pool, if it came from there. */
  flushed(chunk: Uint8Array): void {
    const buffer = this.#buffers.get(chunk.buffer);
    if (buffer === undefined) return;
    this.#buffers.delete(chunk.buffer);
    this.#pool.giveBack(buffer);
  }

  /** A scraper has read the whole page. Series that could not be exposed are dropped, not delivered. */
  acknowledge(): void {
    this.#isDelivered = true;
  }

  /** A scraper has ended, with or without the whole page. */
  release(): void {
    this.#readers -= 1;
    if (this.#readers > 0) return;
    for (const buffer of this.#buffers.values()) this.#pool.giveBack(buffer);
    this.#buffers.clear();
    if (!this.#isDelivered) return this.#snapshot.release();
    for (const [{ family }, slot] of this.#leftOut) this.#snapshot.dropSeries(family, slot, 'refused');
    this.#snapshot.acknowledge();
  }

  #takeBuffer(): Uint8Array<ArrayBuffer> {
    const buffer = this.#pool.take();
    this.#buffers.set(buffer.buffer, buffer);
    return buffer;
  }

  #leaveOut(family: ExposedFamily, slot: number): void {
    this.#warnings.duplicate(family.family.metric.definition.name);
    this.#leftOut.push([family, slot]);
  }
}
