import type { MetricDefinition } from '../definition/metric-definition.ts';
import { type Account, emptyAccount } from '../snapshot/account.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ReaderOptions } from '../snapshot/snapshot-reader.ts';
import type { WritableMetric } from './metrics/create-metric.ts';
import type { RemovalReason } from './metrics/metric-context.ts';
import type { StoredMetric } from './metrics/stored-metric.ts';
import { type ReaderContext, StoreReader } from './reading/store-reader.ts';

/** What readers need from their store, without what `Readers` adds. */
type ReadersContext = Omit<ReaderContext, 'view' | 'retire' | 'onOpen' | 'onClose'> & {
  view(
    definition: MetricDefinition,
    backend: string,
    viewOf: ReaderOptions['viewOf'],
  ): ReturnType<ReaderContext['view']>;
  monotonicSeconds(): number;
};

/** The readers of a store, their open snapshots, and the slots that these snapshots keep from being reused. */
export class Readers {
  readonly #context: ReadersContext;
  /** By the backend's name and destination. */
  readonly #readers = new Map<string, StoreReader>();
  /** The reader that was opened last, by the backend's name. */
  readonly #latest = new Map<string, StoreReader>();
  /** By the backend's name: monotonic seconds at which it read last, or was added. */
  readonly #readAt = new Map<string, number>();
  /** Open snapshots and their readers. */
  readonly #snapshots = new Map<Snapshot, StoreReader>();
  /** Removed series whose slots an open snapshot still uses. */
  #retired: [StoredMetric, number][] = [];

  constructor(context: ReadersContext) {
    this.#context = context;
  }

  /** The names of the backends that read. */
  get names(): Iterable<string> {
    return [...this.#readers.values()].map(({ name }) => name);
  }

  /** @param started whether backends run: a delta reader without `from` then starts with the records from now on */
  open(options: ReaderOptions, started: boolean): StoreReader {
    const { name, destination = '', temporality = 'cumulative', from } = options;
    const key = `${name}\n${destination}`;
    const former = this.#findFormer(key, options);
    const start =
      from === 'beginning' || from === 'now' ? from : temporality === 'delta' && started ? 'now' : 'beginning';
    const reader = former ?? new StoreReader({ ...options, from: start }, this.#createContext(name));
    former?.resume(options.viewOf);
    for (const [otherKey, other] of this.#readers) if (other === former) this.#readers.delete(otherKey);
    this.#readers.set(key, reader);
    this.#latest.set(name, reader);
    this.#readAt.set(name, this.#context.monotonicSeconds());
    return reader;
  }

  /**
   * Monotonic seconds of the earliest last reading, so that the time since then contains the interval of every backend. Ignores
   * backends that have not read for `maxSeconds`; now if there are no others.
   */
  earliestReading(maxSeconds: number): number {
    const now = this.#context.monotonicSeconds();
    return Math.min(now, ...[...this.#readAt.values()].filter((seconds) => now - seconds <= maxSeconds));
  }

  account(backend: string): Account {
    return this.#latest.get(backend)?.account() ?? emptyAccount;
  }

  addMetric(metric: WritableMetric): void {
    for (const reader of this.#readers.values()) reader.addMetric(metric);
  }

  /** Whether any backend sees a label of a metric; `undefined` without readers. */
  sees(metric: WritableMetric, label: string): boolean | undefined {
    if (this.#readers.size === 0) return undefined;
    for (const reader of this.#readers.values()) if (reader.sees(metric, label)) return true;
    return false;
  }

  /** Whether any reader may still deliver records of a series. */
  isPending(metric: WritableMetric, slot: number): boolean {
    for (const reader of this.#readers.values()) if (reader.isPending(metric, slot)) return true;
    return false;
  }

  /** Called before the total of a series starts again from 0. */
  restart(metric: WritableMetric, slot: number): void {
    for (const reader of this.#readers.values()) reader.restart(metric, slot);
  }

  /** Forgets a removed series, and releases its slot once no snapshot refers to it. */
  retire(metric: WritableMetric, slot: number, reason: RemovalReason): void {
    for (const reader of this.#readers.values()) reader.forget(metric, slot, reason);
    this.#release(metric, slot);
  }

  /** The reader to continue with: the former one, if it reads in the same way. */
  #findFormer(key: string, options: ReaderOptions): StoreReader | undefined {
    const { name, from, temporality = 'cumulative', observed = 'delta', histograms = 'explicit' } = options;
    if (from === 'beginning' || from === 'now') return undefined;
    const replaces = from === 'former' && temporality === 'delta';
    const former = replaces ? this.#latest.get(name) : this.#readers.get(key);
    const isAlike =
      former?.temporality === temporality && former.observed === observed && former.histograms === histograms;
    return isAlike ? former : undefined;
  }

  #createContext(backend: string): ReaderContext {
    return {
      ...this.#context,
      view: (definition, viewOf) => this.#context.view(definition, backend, viewOf),
      retire: (metric, slot) => this.#release(metric, slot),
      onOpen: (snapshot, reader) => {
        this.#snapshots.set(snapshot, reader);
        this.#readAt.set(backend, this.#context.monotonicSeconds());
      },
      onClose: (snapshot) => {
        this.#snapshots.delete(snapshot);
        this.#releaseRetired();
      },
    };
  }

  /** Releases a slot, at once or when the last snapshot that contains its series is closed. */
  #release(metric: StoredMetric, slot: number): void {
    if (this.#isInSnapshot(metric, slot)) this.#retired.push([metric, slot]);
    else metric.release(slot);
  }

  #releaseRetired(): void {
    const retired = this.#retired;
    this.#retired = [];
    for (const [metric, slot] of retired) this.#release(metric, slot);
  }

  #isInSnapshot(metric: StoredMetric, slot: number): boolean {
    for (const [snapshot, reader] of this.#snapshots) if (reader.contains(snapshot, metric, slot)) return true;
    return false;
  }
}
