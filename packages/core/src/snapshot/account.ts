/** Why a record did not reach a backend. The set is closed. */
const dropReasons = [
  /** Not a finite number, or a label value that is not a string, number or boolean. */
  'invalid',
  /** A negative value for a counter. */
  'negative',
  /** The name belongs to a metric of another type. */
  'type_conflict',
  /** A gauge over its series limit: gauges have no meaningful sum to fold records into. */
  'cardinality',
  /** The receiver refused it permanently. */
  'refused',
  /** The series was removed before the backend read it. */
  'removed',
  /** The series expired, and the backend did not deliver its records in the time after that. */
  'expired',
  /** The backend was shut down before it could deliver. */
  'shutdown',
  /** Nothing was scraped between the record and the shutdown. */
  'unscraped',
  /** The receiving backend threw. */
  'failed',
  /** The circuit breaker had suspended a receiving backend that kept throwing. */
  'breaker',
  /** The line is larger than a packet. */
  'oversize',
] as const;

/** Why a record did not reach a backend. */
export type DropReason = (typeof dropReasons)[number];

/** Numbers of records by reason; reasons without records are absent. */
export type DroppedRecords = { readonly [reason in DropReason]?: number };

/**
 * The application's records at one backend, where one instrument call is one record. At every instant
 * `offered = delivered + pending + Σ dropped`.
 */
export interface Account {
  readonly offered: number;
  /** The receiver confirmed a state that contains them; `BackendFeatures.delivery` defines what counts as confirmation. */
  readonly delivered: number;
  /** Records above the backend's cursor. Counted, not computed by subtraction. */
  readonly pending: number;
  readonly dropped: DroppedRecords;
  /** Delivered records that were sent twice because the first attempt had no clear outcome; the receiver may count them twice. */
  readonly ambiguous: number;
}

/** The account of a backend that was offered nothing. */
export const emptyAccount: Account = { offered: 0, delivered: 0, pending: 0, dropped: {}, ambiguous: 0 };

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

  /** A copy, less the counts of `before`. */
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
