import type { Family, SeriesRange, Snapshot } from '../snapshot/snapshot.ts';
import { type Batch, batchesOf, halvesOf, wholeRanges } from './batches.ts';
import { type ExportFailure, endsExport, isTooLarge, type Outcome, type PartialSuccess } from './outcome.ts';

/** How a backend writes and sends a request. */
export interface DeliveryOptions<Request> {
  readonly temporality: 'cumulative' | 'delta';
  /** Of a batch, in the unit of `weightOf`. */
  readonly mostWeight: number;
  /** What a point of the family adds to a request. */
  readonly weightOf: (family: Family) => number;
  /** Families that may share a request. @default all of them */
  readonly groupsOf?: (families: readonly Family[]) => readonly (readonly Family[])[];
  /** A request with these series, which does not change any more. */
  readonly encode: (snapshot: Snapshot, ranges: readonly SeriesRange[]) => Promise<Request>;
  /** Whether a request is small enough; otherwise it is cut up before it is sent, unless it holds a single point. */
  readonly fits: (request: Request) => boolean;
  /** Sends once, and never rejects. */
  readonly send: (request: Request) => Promise<Outcome>;
  /** Hears what receivers leave out. */
  readonly tookPart?: (partial: PartialSuccess) => void;
}

/** A part of a delta that may have been stored already: sent again as it is until an answer comes. */
interface Held<Request> {
  readonly snapshot: Snapshot;
  readonly batch: Batch;
  readonly request: Request;
}

/**
 * Delivers snapshots in batches, one after another, and settles each by its own outcome: what was taken is delivered, a
 * delta in doubt is held and repeated, what is refused for good is dropped if it is a delta, and the rest stays pending.
 */
export class Delivery<Request> {
  readonly #options: DeliveryOptions<Request>;
  #mostWeight: number;
  /** No, once a single point was too large: then size is not the matter. */
  #mayCut = true;
  #held: Held<Request> | undefined;

  constructor(options: DeliveryOptions<Request>) {
    this.#options = options;
    this.#mostWeight = options.mostWeight;
  }

  /** Sends again what is in doubt. It must have an answer before another snapshot is collected. */
  async repeatHeld(): Promise<ExportFailure | undefined> {
    if (this.#held === undefined) return undefined;
    const { snapshot, batch, request } = this.#held;
    const outcome = await this.#options.send(request);
    if (!outcome.delivered && outcome.next !== 'drop') return outcome;
    const failure = this.#settle(snapshot, batch, request, outcome, true);
    this.close();
    return failure;
  }

  /** Settles the snapshot, unless a part of it has to be held. Answers the first failure. */
  async deliver(snapshot: Snapshot): Promise<ExportFailure | undefined> {
    let failure: ExportFailure | undefined;
    this.#mayCut = true;
    for (const batch of this.#batchesOf(snapshot)) {
      const failed = await this.#deliverInParts(snapshot, batch);
      failure ??= failed;
      if (failed !== undefined && endsExport(failed)) break;
    }
    if (failure === undefined) snapshot.acknowledge();
    else if (this.#held === undefined) snapshot.release();
    return failure;
  }

  /** Gives up what is in doubt. */
  close(): void {
    this.#held?.snapshot.release();
    this.#held = undefined;
  }

  *#batchesOf({ families }: Snapshot): Generator<Batch, undefined> {
    const { groupsOf, weightOf } = this.#options;
    for (const group of groupsOf?.(families) ?? [families]) {
      yield* batchesOf(wholeRanges(group), weightOf, () => this.#mostWeight);
    }
  }

  /** A batch, or its halves and their halves for a receiver that finds it too large. */
  async #deliverInParts(snapshot: Snapshot, whole: Batch): Promise<ExportFailure | undefined> {
    const { encode, fits, send, weightOf } = this.#options;
    const parts = [whole];
    let heaviest = 0;
    let failure: ExportFailure | undefined;
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      const request = await encode(snapshot, part.ranges);
      const canCut = part.points > 1;
      const outcome = canCut && !fits(request) ? undefined : await send(request);
      if (outcome === undefined || (canCut && this.#mayCut && isTooLarge(outcome))) {
        parts.unshift(...halvesOf(part, weightOf));
        continue;
      }
      if (outcome.delivered) heaviest = Math.max(heaviest, part.weight);
      const failed = this.#settle(snapshot, part, request, outcome, false);
      if (failed !== undefined && endsExport(failed)) return failed;
      failure ??= failed;
    }
    if (failure === undefined && heaviest < whole.weight) this.#mostWeight = heaviest;
    return failure;
  }

  #settle(
    snapshot: Snapshot,
    batch: Batch,
    request: Request,
    outcome: Outcome,
    repeated: boolean,
  ): ExportFailure | undefined {
    const isDelta = this.#options.temporality === 'delta';
    if (outcome.delivered) {
      const ambiguous = isDelta && (repeated || outcome.ambiguous);
      for (const range of batch.ranges) snapshot.acknowledgeRange(range, { ambiguous });
      if (outcome.partial !== undefined) this.#options.tookPart?.(outcome.partial);
      return undefined;
    }
    if (isTooLarge(outcome)) {
      this.#mayCut = false;
      // The receiver has not seen the points one by one.
      if (batch.points > 1) return { ...outcome, next: 'merge' };
    }
    if (isDelta && outcome.next === 'drop') for (const range of batch.ranges) snapshot.refuseRange(range, 'refused');
    if (isDelta && outcome.next === 'repeat') this.#held = { snapshot, batch, request };
    return outcome;
  }
}
