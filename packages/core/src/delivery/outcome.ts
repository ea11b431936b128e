/** What became of a request. */
export type Outcome = Delivered | ExportFailure;

/** The receiver has it. */
export interface Delivered {
  readonly delivered: true;
  /** A request without an answer may have been stored before. */
  readonly ambiguous: boolean;
  /** What it left out, if it said so. */
  readonly partial?: PartialSuccess;
}

/** What a receiver says about an export that it took but for some points. */
export interface PartialSuccess {
  readonly rejectedPoints: number;
  readonly message: string;
}

/** An export that did not reach the receiver, or was not taken by it. */
export interface ExportFailure {
  readonly delivered: false;
  readonly reason: string;
  readonly remedy: string;
  /** The HTTP status that the receiver answered, or what stands for it. */
  readonly status?: number;
  /**
   * What may be done with a delta: `merge` it into the next one, because it was not stored; `repeat` it as it is, because
   * it may have been; or `drop` it, because it is refused for good.
   */
  readonly next: 'merge' | 'repeat' | 'drop';
}

const TOO_LARGE = 413;
/** Unauthorized, forbidden, not found, wrong method, a proxy's password, wrong type, not implemented. */
const ofSender: readonly (number | undefined)[] = [401, 403, 404, 405, 407, 415, 501];

/** Whether fewer points in a request may be taken. */
export function isTooLarge(outcome: Outcome): boolean {
  return !outcome.delivered && outcome.status === TOO_LARGE;
}

/** Whether nothing else would be taken either; what is wrong with one batch may not be wrong with the next. */
export function endsExport(failure: ExportFailure): boolean {
  return (failure.next !== 'drop' && !isTooLarge(failure)) || ofSender.includes(failure.status);
}
