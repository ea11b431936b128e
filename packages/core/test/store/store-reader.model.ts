import type { Account } from '../../src/store/account.ts';
import type { DropReason } from '../../src/store/drop-reason.ts';

type Temporality = 'cumulative' | 'delta';
type State = 'pending' | 'delivered' | DropReason;

interface ModelRecord {
  readonly metric: string;
  readonly key: string;
  readonly value: number;
  /** Whether its series is still there. */
  live: boolean;
}

/** What a snapshot holds: the records in it, and what a backend should write out of them. */
export interface ModelSnapshot {
  readonly records: ReadonlySet<ModelRecord>;
  readonly series: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export const gauge = 'gauge';
export const upDown = 'up.down';

/** The store and its readers as a list of single records, each with its own fate per reader. */
export class ModelStore {
  readonly #records: ModelRecord[] = [];
  readonly #readers: ModelReader[] = [];
  #invalid = 0;

  record(metric: string, key: string, value: number): void {
    const record = { metric, key, value, live: true };
    this.#records.push(record);
    for (const reader of this.#readers) reader.states.set(record, 'pending');
  }

  recordInvalid(): void {
    this.#invalid += 1;
    for (const reader of this.#readers) reader.invalid += 1;
  }

  /** Without `key` every series of the metric. */
  remove(metric: string, key?: string): void {
    for (const record of this.#records) {
      if (!record.live || record.metric !== metric || (key !== undefined && record.key !== key)) continue;
      record.live = false;
      for (const reader of this.#readers) reader.settle(record, 'removed');
    }
  }

  openReader(temporality: Temporality, from: 'beginning' | 'now'): ModelReader {
    const reader = new ModelReader(temporality, this.#records);
    if (from === 'beginning') {
      reader.invalid = this.#invalid;
      for (const record of this.#records) if (record.live) reader.states.set(record, 'pending');
    }
    this.#readers.push(reader);
    return reader;
  }
}

export class ModelReader {
  readonly temporality: Temporality;
  readonly states = new Map<ModelRecord, State>();
  invalid = 0;
  readonly #all: readonly ModelRecord[];

  constructor(temporality: Temporality, all: readonly ModelRecord[]) {
    this.temporality = temporality;
    this.#all = all;
  }

  snapshot(): ModelSnapshot {
    const records = this.#all.filter(
      (record) => record.live && (this.temporality === 'cumulative' || this.states.get(record) === 'pending'),
    );
    const series: Record<string, Record<string, number>> = {};
    for (const { metric, key, value } of records) {
      series[metric] ??= {};
      series[metric][key] = metric === gauge ? value : (series[metric][key] ?? 0) + value;
    }
    // A total, also where only the changes of other metrics are told.
    for (const key of Object.keys(series[upDown] ?? {})) {
      const all = this.#all.filter((record) => record.live && record.metric === upDown && record.key === key);
      series[upDown]![key] = all.reduce((total, { value }) => total + value, 0);
    }
    return { records: new Set(records), series };
  }

  settleAll(snapshot: ModelSnapshot, state: State): void {
    for (const record of snapshot.records) this.settle(record, state);
  }

  settleSeries(snapshot: ModelSnapshot, metric: string, key: string, state: State): void {
    for (const record of snapshot.records) {
      if (record.metric === metric && record.key === key) this.settle(record, state);
    }
  }

  settle(record: ModelRecord, state: State): void {
    if (this.states.get(record) === 'pending') this.states.set(record, state);
  }

  account(): Account {
    const counts = new Map<State, number>();
    for (const state of this.states.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
    if (this.invalid > 0) counts.set('invalid', this.invalid);
    const delivered = counts.get('delivered') ?? 0;
    const pending = counts.get('pending') ?? 0;
    counts.delete('delivered');
    counts.delete('pending');
    const offered = this.states.size + this.invalid;
    return { offered, delivered, pending, dropped: Object.fromEntries(counts), ambiguous: 0 };
  }
}
