import type { Account, DropReason } from '../../../src/snapshot/account.ts';

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

/** Seconds without a record after which the series of the model expire, and for how much longer a reader holds that back. */
export const EXPIRE_AFTER = 60;
const HELD_BACK = 600;

/** The store and its readers as a list of single records, each with its own fate per reader. */
export class ModelStore {
  readonly #records: ModelRecord[] = [];
  readonly #readers: ModelReader[] = [];
  /** How many records each series had when it was last looked at, and since when. */
  readonly #looks = new Map<string, { records: number; since: number }>();
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
    for (const each of this.#keysOf(metric)) if (key === undefined || each === key) this.#end(metric, each, 'removed');
  }

  /** What happens before a reader reads: series without a record for long enough go. Answers which. */
  look(now: number): { metric: string; key: string }[] {
    const all = [...new Set(this.#records.map(({ metric }) => metric))];
    const series = all.flatMap((metric) => [...this.#keysOf(metric)].map((key) => ({ metric, key })));
    const ended = series.filter(({ metric, key }) => this.#isOver(metric, key, now));
    for (const { metric, key } of ended) this.#end(metric, key, 'expired');
    return ended;
  }

  /** @param merges whether a view brings the series of each metric together, gauges by their sum */
  openReader(temporality: Temporality, from: 'beginning' | 'now', merges = false): ModelReader {
    const reader = new ModelReader(temporality, this.#records, merges);
    if (from === 'beginning') {
      reader.invalid = this.#invalid;
      for (const record of this.#records) if (record.live) reader.states.set(record, 'pending');
    }
    this.#readers.push(reader);
    return reader;
  }

  #isOver(metric: string, key: string, now: number): boolean {
    const live = this.#records.filter((record) => record.live && record.metric === metric && record.key === key);
    const name = `${metric} ${key}`;
    const seen = this.#looks.get(name);
    if (seen?.records !== live.length) {
      this.#looks.set(name, { records: live.length, since: now });
      return false;
    }
    const isPending = this.#readers.some((reader) => reader.isHere && live.some((record) => reader.isPending(record)));
    return now - seen.since >= EXPIRE_AFTER + (isPending ? HELD_BACK : 0);
  }

  #end(metric: string, key: string, why: 'removed' | 'expired'): void {
    const ended = this.#records.filter((record) => record.live && record.metric === metric && record.key === key);
    this.#looks.delete(`${metric} ${key}`);
    for (const record of ended) record.live = false;
    const isLast = this.#keysOf(metric).size === 0;
    for (const reader of this.#readers) reader.end(metric, ended, why, isLast);
  }

  #keysOf(metric: string): Set<string> {
    return new Set(this.#records.flatMap((record) => (record.live && record.metric === metric ? record.key : [])));
  }
}

export class ModelReader {
  readonly temporality: Temporality;
  readonly states = new Map<ModelRecord, State>();
  invalid = 0;
  ambiguous = 0;
  /** Whether its backend may still deliver something. */
  isHere = true;
  readonly #merges: boolean;
  readonly #all: readonly ModelRecord[];
  /** Of series that are gone, in the total of what they were merged into. */
  readonly #kept = new Set<ModelRecord>();

  constructor(temporality: Temporality, all: readonly ModelRecord[], merges = false) {
    this.temporality = temporality;
    this.#all = all;
    this.#merges = merges;
  }

  snapshot(): ModelSnapshot {
    const there = this.#all.filter((record) => record.live || this.#kept.has(record));
    const records = this.temporality === 'cumulative' ? there : there.filter((record) => this.isPending(record));
    const series: Record<string, Record<string, number>> = {};
    for (const { metric, key, value } of records) {
      series[metric] ??= {};
      series[metric][key] = metric === gauge ? value : (series[metric][key] ?? 0) + value;
    }
    // A total or a value, also where only the changes of other metrics are told.
    for (const name of [upDown, gauge]) {
      if (series[name] !== undefined) series[name] = this.#totals(name, there, this.#merges ? undefined : series[name]);
    }
    if (this.#merges)
      for (const name of Object.keys(series)) series[name] = { '': sumOf(Object.values(series[name]!)) };
    return { records: new Set(records), series };
  }

  isPending(record: ModelRecord): boolean {
    return this.states.get(record) === 'pending';
  }

  settleAll(snapshot: ModelSnapshot, state: State): void {
    for (const record of snapshot.records) this.settle(record, state);
  }

  settleSeries(snapshot: ModelSnapshot, metric: string, key: string, state: State): void {
    for (const record of snapshot.records) {
      if (record.metric === metric && (this.#merges || record.key === key)) this.settle(record, state);
    }
  }

  /** A series is gone. Where series are merged, no total falls but with the last of them that is removed. */
  end(metric: string, records: readonly ModelRecord[], why: 'removed' | 'expired', isLast: boolean): void {
    const keeps = this.#merges && this.temporality === 'cumulative' && metric !== gauge;
    if (keeps && (why === 'expired' || !isLast)) {
      // Those from before this reader are in its total, too, though not in its account.
      for (const record of records) this.#kept.add(record);
      return;
    }
    for (const record of records) this.settle(record, why);
    if (!isLast) return;
    for (const record of this.#kept) {
      if (record.metric !== metric) continue;
      this.settle(record, why);
      this.#kept.delete(record);
    }
  }

  settle(record: ModelRecord, state: State): void {
    if (this.isPending(record)) this.states.set(record, state);
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
    return { offered, delivered, pending, dropped: Object.fromEntries(counts), ambiguous: this.ambiguous };
  }

  /** Of every series, or of those that are in `told`. */
  #totals(metric: string, there: readonly ModelRecord[], told?: Record<string, number>): Record<string, number> {
    const totals: Record<string, number> = {};
    for (const { metric: name, key, value } of there) {
      if (name !== metric || (told !== undefined && told[key] === undefined)) continue;
      totals[key] = metric === gauge ? value : (totals[key] ?? 0) + value;
    }
    return totals;
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
