import { errorText } from '../diagnostics/error-text.ts';
import type { MetricFamily, Snapshot } from '../snapshot/snapshot.ts';
import { nextTurn } from '../time/yield-periodically.ts';
import { type Batch, batchesOf, halvesOf, wholeRanges } from './batches.ts';
import {
  boundPartial,
  type ExportFailure,
  endsExport,
  isTooLarge,
  type Outcome,
  type PartialSuccess,
} from './outcome.ts';

/** How a backend encodes and sends a request. */
export interface DeliveryOptions<Request> {
  readonly temporality: 'cumulative' | 'delta';
  /** Limit of a batch, in the unit of `weightOf`. */
  readonly maxWeight: number;
  /** What a point of the family adds to the weight of a batch. */
  readonly weightOf: (family: MetricFamily) => number;
  /** Groups of families that may share a request. */
  readonly groupsOf: (families: readonly MetricFamily[]) => readonly (readonly MetricFamily[])[];
  /** Encodes a batch; `undefined` if nothing is left to send because every series was dropped. */
  readonly encode: (snapshot: Snapshot, batch: Batch) => Request | undefined | Promise<Request | undefined>;
  /** Whether a request is small enough. Otherwise its batch is halved before sending, unless it has a single point. */
  readonly fits: (request: Request) => boolean;
  /** Sends a request. Never rejects. */
  readonly send: (request: Request) => Promise<Outcome<Request>>;
  /** Drops a batch of a single point that cannot be encoded. */
  readonly drop: (snapshot: Snapshot, point: Batch, error: unknown) => void;
  /** Called when a receiver rejected some of the points that it got. */
  readonly onPartialSuccess?: (partial: PartialSuccess) => void;
}

/** Part of a delta that may have been stored: it is sent again unchanged until the receiver answers. */
interface Held<Request> {
  readonly snapshot: Snapshot;
  readonly batch: Batch;
  readonly request: Request;
  readonly ambiguous: boolean;
}

interface Encoded<Request> {
  /** `undefined` if nothing is left to send. */
  readonly request: Request | undefined;
  /** What the encoder threw. */
  readonly error: unknown;
  readonly mustSplit: boolean;
}

const nothingToSend: Outcome = { delivered: true };

/** Points that cannot be encoded in one export before the encoder itself counts as broken. */
const MAX_UNENCODABLE = 100;

/**
 * Delivers snapshots in batches, one after another, and settles each batch by its own outcome: delivered batches are
 * acknowledged, a delta in doubt is held and sent again, a delta that was refused for good is dropped, and the rest stays pending.
 */
export class Delivery<Request> {
  readonly #options: DeliveryOptions<Request>;
  #maxWeight: number;
  /** Off once a single point was too large: then fewer points do not help. */
  #maySplit = true;
  #held: Held<Request> | undefined;
  /** Points of the current export that could not be encoded. */
  #unencodable = 0;

  constructor(options: DeliveryOptions<Request>) {
    this.#options = options;
    this.#maxWeight = options.maxWeight;
  }

  /** Sends the held request again. Must succeed before another snapshot is collected. */
  async resendHeld(): Promise<ExportFailure<Request> | undefined> {
    if (this.#held === undefined) return undefined;
    const { snapshot, batch, request, ambiguous } = this.#held;
    const outcome = await this.#options.send(request);
    if (!outcome.delivered && outcome.retry !== 'never') {
      if (outcome.retry === 'resend' && this.#held !== undefined) this.#held = heldAfter(this.#held, outcome);
      return outcome;
    }
    const failure = this.#settle(snapshot, batch, request, outcome, ambiguous);
    this.close();
    return failure;
  }

  /** Settles the snapshot, unless part of it has to be held. Returns the first failure. */
  async deliver(snapshot: Snapshot): Promise<ExportFailure<Request> | undefined> {
    let failure: ExportFailure<Request> | undefined;
    this.#maySplit = true;
    this.#unencodable = 0;
    try {
      for (const batch of this.#batchesOf(snapshot)) {
        const failed = await this.#deliverInParts(snapshot, batch);
        failure ??= failed;
        if (failed !== undefined && endsExport(failed)) break;
      }
      if (failure === undefined) snapshot.acknowledge();
      return failure;
    } finally {
      // Releasing a settled snapshot does nothing.
      if (this.#held === undefined) snapshot.release();
    }
  }

  /** Gives up the held request: its records are pending again. */
  close(): void {
    this.#held?.snapshot.release();
    this.#held = undefined;
  }

  *#batchesOf({ families }: Snapshot): Generator<Batch, undefined> {
    const { groupsOf, weightOf } = this.#options;
    for (const group of groupsOf(families)) yield* batchesOf(wholeRanges(group), weightOf, () => this.#maxWeight);
  }

  /** Delivers a batch, or its halves and their halves where it is too large for the encoder or the receiver. */
  async #deliverInParts(snapshot: Snapshot, whole: Batch): Promise<ExportFailure<Request> | undefined> {
    const { send, weightOf } = this.#options;
    const parts = [whole];
    let heaviest = 0;
    let failure: ExportFailure<Request> | undefined;
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      await nextTurn();
      const canSplit = part.points > 1;
      const { request, error, mustSplit } = await this.#encode(snapshot, part);
      if (error !== undefined && this.#unencodable > MAX_UNENCODABLE) return encoderFailure(error);
      const outcome = mustSplit ? undefined : request === undefined ? nothingToSend : await send(request);
      if (outcome === undefined || (canSplit && this.#maySplit && isTooLarge(outcome))) {
        parts.unshift(...halvesOf(part, weightOf));
        continue;
      }
      if (outcome.delivered) heaviest = Math.max(heaviest, part.weight);
      const failed = this.#settle(snapshot, part, request, outcome, false);
      if (failed !== undefined && endsExport(failed)) return failed;
      failure ??= failed;
    }
    if (failure === undefined && heaviest < whole.weight) this.#maxWeight = heaviest;
    return failure;
  }

  /** Encodes a part. One that the encoder throws for is halved until the point that it cannot encode is alone, and dropped. */
  async #encode(snapshot: Snapshot, part: Batch): Promise<Encoded<Request>> {
    const { encode, fits, drop } = this.#options;
    const canSplit = part.points > 1;
    try {
      const request = await encode(snapshot, part);
      return { request, error: undefined, mustSplit: canSplit && request !== undefined && !fits(request) };
    } catch (thrown) {
      const error = thrown ?? new Error('the encoder threw nothing');
      if (canSplit) return { request: undefined, error, mustSplit: true };
      this.#unencodable += 1;
      if (this.#unencodable <= MAX_UNENCODABLE) drop(snapshot, part, error);
      return { request: undefined, error, mustSplit: false };
    }
  }

  #settle(
    snapshot: Snapshot,
    batch: Batch,
    request: Request | undefined,
    outcome: Outcome<Request>,
    wasAmbiguous: boolean,
  ): ExportFailure<Request> | undefined {
    const isDelta = this.#options.temporality === 'delta';
    if (outcome.delivered) {
      const ambiguous = isDelta && (wasAmbiguous || outcome.ambiguous === true);
      for (const range of batch.ranges) snapshot.acknowledgeRange(range, { ambiguous });
      if (outcome.partial !== undefined) this.#options.onPartialSuccess?.(boundPartial(outcome.partial, batch.points));
      return undefined;
    }
    if (isTooLarge(outcome)) {
      this.#maySplit = false;
      // The receiver has not judged the points one by one.
      if (batch.points > 1) return { ...outcome, retry: 'next-export' };
    }
    if (!isDelta) return outcome;
    if (outcome.retry === 'never') for (const range of batch.ranges) snapshot.refuseRange(range, 'refused');
    if (outcome.retry === 'resend' && request !== undefined) {
      this.#held = heldAfter({ snapshot, batch, request, ambiguous: false }, outcome);
    }
    return outcome;
  }
}

function encoderFailure(cause: unknown): ExportFailure {
  const reason = `more than ${MAX_UNENCODABLE} series cannot be encoded (${errorText(cause)})`;
  return { delivered: false, reason, remedy: 'report this as a defect of the backend', retry: 'next-export', cause };
}

function heldAfter<Request>(held: Held<Request>, { rest }: ExportFailure<Request>): Held<Request> {
  if (rest === undefined) return { ...held, ambiguous: true };
  return { ...held, request: rest.request, ambiguous: held.ambiguous || rest.ambiguous };
}
