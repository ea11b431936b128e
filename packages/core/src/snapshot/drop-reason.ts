/** Why a record did not reach a backend. The set is closed. */
const dropReasons = [
  /** Not a finite number, or a label value that is no string, number or boolean. */
  'invalid',
  /** A counter was given less than zero. */
  'negative',
  /** The name is known as another type. */
  'type_conflict',
  /** A gauge over its series budget: gauges have no meaningful sum. */
  'cardinality',
  /** The receiver refused it for good. */
  'refused',
  /** The series was removed before the backend read it. */
  'removed',
  /** The series had no record for long enough to expire, and the backend did not deliver it in the time after that. */
  'expired',
  /** The backend was shut down before it could deliver. */
  'shutdown',
  /** Nobody scraped it before shutdown. */
  'unscraped',
  /** The receiving backend threw. */
  'failed',
  /** The receiving backend kept throwing and is taken out for a while. */
  'breaker',
  /** A line larger than a packet. */
  'oversize',
] as const;

/** One of the reasons for which a record does not reach a backend. */
export type DropReason = (typeof dropReasons)[number];

/** Records by reason; reasons without a record are absent. */
export type DroppedRecords = { readonly [reason in DropReason]?: number };

/** Counts dropped records by reason. */
export class DropCounts {
  readonly #counts = new Map<DropReason, number>();
  #total = 0;

  add(reason: DropReason, records = 1): void {
    if (records <= 0) return;
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + records);
    this.#total += records;
  }

  addAll(others: DropCounts): void {
    for (const [reason, records] of others.#counts) this.add(reason, records);
  }

  get total(): number {
    return this.#total;
  }

  /** A copy, less what `before` has. */
  copy(before?: DropCounts): DropCounts {
    const copy = new DropCounts();
    const earlier = before === undefined ? undefined : before.#counts;
    for (const [reason, records] of this.#counts) copy.add(reason, records - (earlier?.get(reason) ?? 0));
    return copy;
  }

  toObject(): DroppedRecords {
    return Object.fromEntries(this.#counts);
  }
}
