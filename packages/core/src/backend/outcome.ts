/** What became of a request. */
export type Outcome<Request = never> = Delivered | ExportFailure<Request>;

/** The receiver has the request. */
export interface Delivered {
  readonly delivered: true;
  /** Whether an earlier attempt may have stored it as well. @default false */
  readonly ambiguous?: boolean;
  /** What the receiver left out, if it said so. */
  readonly partial?: PartialSuccess;
  /** `false` where this does not prove that the receiver is reachable, so that a reported outage goes on. @default true */
  readonly provesReceiver?: boolean;
}

/** What a receiver says about an export of which it rejected some points. */
export interface PartialSuccess {
  /** As the receiver says. What is not a number counts as 0, and no more count than the request had. */
  readonly rejectedPoints: number;
  /** Untrusted text, of which `excerpt` has removed the secrets. */
  readonly message: string;
}

/** A request that the receiver did not get, or did not take. */
export interface ExportFailure<Request = never> {
  readonly delivered: false;
  /** What happened, without a full stop. Never a secret. */
  readonly reason: string;
  /** What to do about it, without a full stop. */
  readonly remedy: string;
  /** The HTTP status of the answer, or its equivalent. */
  readonly status?: number;
  /**
   * When the records may be sent again. `next-export`: the request was not stored, so they are part of the next snapshot.
   * `resend`: it may have been stored, so a delta goes out again unchanged before anything else. `never`: the receiver refused it
   * for good, so a delta is dropped.
   */
  readonly retry: 'next-export' | 'resend' | 'never';
  /** Seconds for which the receiver wants no request, as in `Retry-After`. At most 300 count. */
  readonly pauseSeconds?: number;
  /** With `resend`, for a request that went out in part: what is left of it. @default the whole request, which is ambiguous */
  readonly rest?: UnsentRest<Request>;
  /** The underlying error. */
  readonly cause?: unknown;
}

/** The part of a request that did not go out. */
export interface UnsentRest<Request> {
  readonly request: Request;
  /** Whether some of it may have arrived. */
  readonly ambiguous: boolean;
}

const TOO_LARGE = 413;
/** Unauthorized, forbidden, not found, wrong method, proxy authentication, wrong type, not implemented. */
const senderErrors: readonly (number | undefined)[] = [401, 403, 404, 405, 407, 415, 501];

/** The rejected points of a request that had `points`, whatever the receiver claims. */
export function boundPartial({ rejectedPoints, message }: PartialSuccess, points: number): PartialSuccess {
  const rejected = Number.isNaN(rejectedPoints) ? 0 : Math.trunc(Math.min(Math.max(rejectedPoints, 0), points));
  return { rejectedPoints: rejected, message };
}

/** Whether the receiver may take fewer points per request. */
export function isTooLarge(outcome: Outcome<unknown>): boolean {
  return !outcome.delivered && outcome.status === TOO_LARGE;
}

/** Whether the rest of the export would fail too. A refused batch says nothing about the next one. */
export function endsExport(failure: ExportFailure<unknown>): boolean {
  return (failure.retry !== 'never' && !isTooLarge(failure)) || senderErrors.includes(failure.status);
}
