import type { Labels } from '../../src/labels/label-schema.ts';
import type { Account } from '../../src/snapshot/account.ts';
import { hasSeries, type Snapshot } from '../../src/snapshot/snapshot.ts';
import { type ModelReader, type ModelSnapshot, ModelStore } from '../store/reading/store-reader.model.ts';

/** What a receiver does with what it is sent: `holds` keeps the answer back. */
export type Answer = 'takes' | 'refuses' | 'fails' | 'holds';
export type Kind = 'cumulative' | 'delta' | 'receiving';
export type Metric = 'counter' | 'up.down' | 'gauge' | 'histogram';
export type Call = readonly [name: string, value: number, labels: string];
/** Records, value and buckets of each series; of gauges the value alone. */
export type Totals = Record<string, readonly number[]>;

/** Label text with labels; an empty one is absent. */
export const labelsOf = {
  '': { a: '', b: '' },
  'a=1': { a: '1', b: '' },
  'b=2': { a: '', b: '2' },
  'a=1,b=2': { a: '1', b: '2' },
} as const;
export type Key = keyof typeof labelsOf;

type ModelRecord = ModelSnapshot['records'] extends ReadonlySet<infer R> ? R : never;

export function textOf(labels: Labels): string {
  const present = Object.entries(labels).filter(([, value]) => value !== '');
  return present.map(([name, value]) => `${name}=${value}`).join(',');
}

/** What lies behind the backends of one name and outlives them: what arrived there, and what should have. */
export class Remote {
  answer: Answer = 'takes';
  canStart = true;
  totals: Totals = {};
  readonly calls: Call[] = [];
  readonly expected = new ExpectedAtRemote();

  setAnswer(answer: Answer): void {
    this.answer = answer;
  }

  take(snapshot: Snapshot, temporality: 'cumulative' | 'delta'): void {
    const totals: Record<string, readonly number[]> = temporality === 'cumulative' ? {} : { ...this.totals };
    for (const family of snapshot.families) {
      const { kind, metric, counts } = family;
      for (let slot = 0; slot < family.slots; slot++) {
        if (!hasSeries(family, slot, temporality)) continue;
        const series = `${metric.definition.name}{${textOf(Object.fromEntries(metric.labelsOf(slot)))}}`;
        const value = kind === 'histogram' ? family.sums[slot]! : family.values[slot]!;
        const buckets = kind === 'histogram' ? family.buckets.subarray(slot * 2, slot * 2 + 2) : [];
        const before = kind === 'gauge' ? [] : (totals[series] ?? []);
        const now = kind === 'gauge' ? [value] : [counts[slot]!, value, ...buckets];
        totals[series] = now.map((entry, i) => entry + (before[i] ?? 0));
        // A total, whatever was told before.
        if (metric.definition.type === 'upDownCounter') totals[series] = [totals[series][0]!, value];
      }
    }
    this.totals = totals;
  }
}

class ExpectedAtRemote {
  /** Everything a delta receiver was sent, what was asked for again included; the last that a cumulative one was sent. */
  records: ModelRecord[] = [];
  /** Of each up-down counter the total that was sent last. */
  readonly upDown = new Map<string, number>();
  readonly calls: Call[] = [];

  get totals(): Totals {
    const totals: Record<string, number[]> = {};
    for (const { metric, key, value } of this.records) {
      const series = `${metric}{${key}}`;
      if (metric === 'gauge') {
        totals[series] = [value];
        continue;
      }
      totals[series] ??= metric === 'histogram' ? [0, 0, 0, 0] : [0, 0];
      totals[series][0]! += 1;
      totals[series][1] = this.upDown.get(series) ?? totals[series][1]! + value;
      if (metric === 'histogram') totals[series][value <= 10 ? 2 : 3]! += 1;
    }
    return totals;
  }
}

/** A backend in the fan-out. */
abstract class ModelMember {
  protected readonly remote: Remote;

  constructor(remote: Remote) {
    this.remote = remote;
  }

  record(_call: Call): void {}
  recordInvalid(): void {}
  collect(): void {}
  leave(): void {}
  abstract settle(answer: Answer): void;
  abstract account(): Account;

  start(): boolean {
    return this.remote.canStart;
  }

  /** Answers whether it is well. */
  flush(): boolean {
    return true;
  }

  shutdown(): boolean {
    return true;
  }
}

class ModelCollecting extends ModelMember {
  readonly #reader: ModelReader;
  readonly #beforeRead: () => void;
  #held: { snapshot: ModelSnapshot; inDoubt: boolean } | undefined;
  #closed = false;

  constructor(reader: ModelReader, remote: Remote, beforeRead: () => void) {
    super(remote);
    this.#reader = reader;
    this.#beforeRead = beforeRead;
  }

  override collect(): void {
    if (this.#closed || this.#held !== undefined) return;
    this.#beforeRead();
    this.#held = { snapshot: this.#reader.snapshot(), inDoubt: false };
  }

  override leave(): void {
    this.#reader.isHere = false;
  }

  override settle(answer: Answer): void {
    if (this.#held === undefined) return;
    const { snapshot, inDoubt } = this.#held;
    this.#held = answer === 'holds' ? { snapshot, inDoubt: true } : undefined;
    if (answer === 'holds' || answer === 'fails') return;
    if (answer === 'takes') {
      const { expected } = this.remote;
      if (this.#reader.temporality === 'cumulative') expected.records = [];
      for (const [key, total] of Object.entries(snapshot.series['up.down'] ?? {})) {
        expected.upDown.set(`up.down{${key}}`, total);
      }
      for (const record of snapshot.records) {
        expected.records.push(record);
        if (inDoubt && this.#reader.isPending(record)) this.#reader.ambiguous += 1;
      }
    }
    this.#reader.settleAll(snapshot, answer === 'takes' ? 'delivered' : 'refused');
  }

  override flush(): boolean {
    return !this.#closed && this.#export();
  }

  override shutdown(): boolean {
    const ok = this.#closed || this.#export();
    this.#closed = true;
    this.#held = undefined;
    return ok;
  }

  override start(): boolean {
    return super.start() && !this.#closed;
  }

  override account(): Account {
    const account = this.#reader.account();
    if (!this.#closed || account.pending === 0) return account;
    return { ...account, pending: 0, dropped: { ...account.dropped, shutdown: account.pending } };
  }

  /** What is held first, then what is new. */
  #export(): boolean {
    const { answer } = this.remote;
    this.settle(answer);
    this.collect();
    this.settle(answer);
    return answer === 'takes' || answer === 'refuses';
  }
}

class ModelReceiving extends ModelMember {
  readonly #now: () => number;
  readonly #counts = { delivered: 0, invalid: 0, failed: 0, breaker: 0 };
  #held: Call[] = [];
  #failuresInRow = 0;
  #openUntil = 0;

  constructor(remote: Remote, now: () => number) {
    super(remote);
    this.#now = now;
  }

  override record(call: Call): void {
    if (this.#now() < this.#openUntil) this.#counts.breaker += 1;
    else if (this.remote.answer === 'holds') this.#held.push(call);
    else this.#answer(call, this.remote.answer);
  }

  override recordInvalid(): void {
    this.#counts.invalid += 1;
  }

  override settle(answer: Answer): void {
    if (answer === 'holds') return;
    for (const call of this.#held) this.#answer(call, answer);
    this.#held = [];
  }

  override account(): Account {
    const { delivered, ...reasons } = this.#counts;
    const dropped = Object.fromEntries(Object.entries(reasons).filter(([, records]) => records > 0));
    const pending = this.#held.length;
    const offered = delivered + pending + reasons.invalid + reasons.failed + reasons.breaker;
    return { offered, delivered, pending, dropped, ambiguous: 0 };
  }

  #answer(call: Call, answer: Answer): void {
    if (answer === 'takes') {
      this.remote.expected.calls.push(call);
      this.#counts.delivered += 1;
      this.#failuresInRow = 0;
      this.#openUntil = 0;
      return;
    }
    this.#counts.failed += 1;
    this.#failuresInRow += 1;
    if (this.#failuresInRow >= 5) this.#openUntil = this.#now() + 30;
  }
}

/** The fan-out as single records and a list of who was there when. */
export class Model {
  readonly members = new Map<string, ModelMember>();
  readonly #store = new ModelStore();
  readonly #readers = new Map<string, ModelReader>();
  readonly #former = new Map<string, Account>();
  /** Live totals of the up-down counter. */
  readonly #upDown = new Map<string, number>();
  readonly #now: () => number;
  #started = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  record(metric: Metric, key: string, value: number): void {
    this.#store.record(metric, key, value);
    let told = value;
    if (metric === 'up.down') {
      told += this.#upDown.get(key) ?? 0;
      this.#upDown.set(key, told);
    }
    for (const member of this.members.values()) member.record([metric, told, key]);
  }

  recordInvalid(): void {
    this.#store.recordInvalid();
    for (const member of this.members.values()) member.recordInvalid();
  }

  removeSeries(metric: Metric, key: string | null): void {
    this.#store.remove(metric, key ?? undefined);
    if (metric !== 'up.down') return;
    if (key === null) this.#upDown.clear();
    else this.#upDown.delete(key);
  }

  /** Answers whether it is in. A name that comes again goes on where it stopped, unless `from` says otherwise. */
  add(name: string, kind: Kind, remote: Remote, from?: 'now' | 'beginning'): boolean {
    if (this.members.has(name)) return false;
    const member =
      kind === 'receiving' ? new ModelReceiving(remote, this.#now) : this.#reading(name, kind, remote, from);
    this.members.set(name, member);
    if (!this.#started || remote.canStart) return true;
    this.#leave(name);
    return false;
  }

  remove(name: string): void {
    this.members.get(name)?.shutdown();
    this.#leave(name);
  }

  /** Answers who is well. */
  all(method: 'start' | 'flush' | 'shutdown'): Record<string, boolean> {
    if (method !== 'flush') this.#started = method === 'start';
    const well = Object.fromEntries([...this.members].map(([name, member]) => [name, member[method]()]));
    if (method === 'shutdown') for (const member of this.members.values()) member.leave();
    return well;
  }

  accounts(): Record<string, Account> {
    const accounts = Object.fromEntries(this.#former);
    for (const [name, member] of this.members) accounts[name] = member.account();
    return accounts;
  }

  #reading(name: string, kind: 'cumulative' | 'delta', remote: Remote, from?: 'now' | 'beginning'): ModelMember {
    const start = kind === 'delta' && this.#started ? 'now' : 'beginning';
    const known = from === undefined ? this.#readers.get(name) : undefined;
    const reader = known ?? this.#store.openReader(kind, from ?? start);
    this.#readers.set(name, reader);
    reader.isHere = true;
    return new ModelCollecting(reader, remote, () => {
      for (const { metric, key } of this.#store.look(this.#now())) if (metric === 'up.down') this.#upDown.delete(key);
    });
  }

  #leave(name: string): void {
    const member = this.members.get(name);
    if (member === undefined) return;
    this.#former.set(name, member.account());
    member.leave();
    this.members.delete(name);
  }
}
