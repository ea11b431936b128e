import type { SeriesRange, Snapshot } from '@bot-metrics/core';
import { type Batch, batchesOf, halvesOf, wholeRanges } from './batches.ts';
import { type ExportFailure, isOfSender } from './export-failure.ts';
import type { Outcome } from './exporter.ts';
import type { PartialSuccess } from './partial-success.ts';

export interface DeliveryOptions {
  readonly temporality: 'cumulative' | 'delta';
  /** Weight of a batch, as `pointWeight` counts it. */
  readonly mostWeight: number;
  /** A request with these series. */
  readonly encode: (snapshot: Snapshot, ranges: readonly SeriesRange[]) => Promise<Uint8Array>;
  readonly send: (body: Uint8Array) => Promise<Outcome>;
  readonly tookPart: (partial: PartialSuccess) => void;
}

/** A part of a delta that may have been stored already: sent again as it is until an answer comes. */
interface Held {
  readonly snapshot: Snapshot;
  readonly batch: Batch;
  readonly body: Uint8Array;
}

/** Larger requests are cut up before they are sent: many receivers take a few megabytes. */
const MOST_BYTES = 1024 * 1024;
const TOO_LARGE = 413;

/**
 * Delivers snapshots in batches, one after another, and settles each by its own outcome: what was taken is delivered, a
 * delta in doubt is held and repeated, what is refused for good is dropped if it is a delta, and the rest stays pending.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  #mostWeight: number;
  /** No, once a single point was too large: then size is not the matter. */
  #mayCut = true;
  #held: Held | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#mostWeight = options.mostWeight;
  }

  /** Sends again what is in doubt. It must have an answer before another snapshot is collected. */
  async repeatHeld(): Promise<ExportFailure | undefined> {
    if (this.#held === undefined) return undefined;
    const { snapshot, batch, body } = this.#held;
    const outcome = await this.#options.send(body);
    if (!outcome.delivered && outcome.next !== 'drop') return outcome;
    const failure = this.#settle(snapshot, batch, body, outcome, true);
    this.close();
    return failure;
  }

  /** Settles the snapshot, unless a part of it has to be held. Answers the first failure. */
  async deliver(snapshot: Snapshot): Promise<ExportFailure | undefined> {
    const ranges = wholeRanges(snapshot.families);
    let failure: ExportFailure | undefined;
    this.#mayCut = true;
    for (const batch of batchesOf(ranges, () => this.#mostWeight)) {
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

  /** A batch, or its halves and their halves for a receiver that finds it too large. */
  async #deliverInParts(snapshot: Snapshot, whole: Batch): Promise<ExportFailure | undefined> {
    const { encode, send } = this.#options;
    const parts = [whole];
    let heaviest = 0;
    let failure: ExportFailure | undefined;
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      const body = await encode(snapshot, part.ranges);
      const canCut = part.points > 1;
      const outcome = canCut && body.length > MOST_BYTES ? undefined : await send(body);
      if (outcome === undefined || (canCut && this.#mayCut && isTooLarge(outcome))) {
        parts.unshift(...halvesOf(part));
        continue;
      }
      if (outcome.delivered) heaviest = Math.max(heaviest, part.weight);
      const failed = this.#settle(snapshot, part, body, outcome, false);
      if (failed !== undefined && endsExport(failed)) return failed;
      failure ??= failed;
    }
    if (failure === undefined && heaviest < whole.weight) this.#mostWeight = heaviest;
    return failure;
  }

  #settle(
    snapshot: Snapshot,
    batch: Batch,
    body: Uint8Array,
    outcome: Outcome,
    repeated: boolean,
  ): ExportFailure | undefined {
    const isDelta = this.#options.temporality === 'delta';
    if (outcome.delivered) {
      const ambiguous = isDelta && (repeated || outcome.ambiguous);
      for (const range of batch.ranges) snapshot.acknowledgeRange(range, { ambiguous });
      if (outcome.partial !== undefined) this.#options.tookPart(outcome.partial);
      return undefined;
    }
    if (isTooLarge(outcome)) {
      this.#mayCut = false;
      // The receiver has not seen the points one by one.
      if (batch.points > 1) return { ...outcome, next: 'merge' };
    }
    if (isDelta && outcome.next === 'drop') for (const range of batch.ranges) snapshot.refuseRange(range, 'refused');
    if (isDelta && outcome.next === 'repeat') this.#held = { snapshot, batch, body };
    return outcome;
  }
}

function isTooLarge(outcome: Outcome): boolean {
  return !outcome.delivered && outcome.status === TOO_LARGE;
}

/** Whether nothing else would be taken either; what is wrong with one batch may not be wrong with the next. */
function endsExport(failure: ExportFailure): boolean {
  return (failure.next !== 'drop' && !isTooLarge(failure)) || isOfSender(failure);
}
