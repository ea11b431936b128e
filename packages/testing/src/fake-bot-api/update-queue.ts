import { setTimeout as delay } from 'node:timers/promises';

/** An update as sent by the Bot API. Source: https://core.telegram.org/bots/api#update */
export type BotUpdate = Readonly<Record<string, unknown>> & { readonly update_id: number };

export interface UpdateRequest {
  /** The first update wanted; all earlier ones are confirmed. A negative offset counts from the end. */
  readonly offset: number;
  /** 1 to 100. */
  readonly limit: number;
  readonly timeoutSeconds: number;
}

/** Updates not yet confirmed by a getUpdates call, and the calls that wait for one. */
export class UpdateQueue {
  #updates: BotUpdate[] = [];
  #lastId = 1000;
  readonly #waiters = new Set<AbortController>();
  readonly #waitingChanged: () => void;

  constructor(waitingChanged: () => void = () => {}) {
    this.#waitingChanged = waitingChanged;
  }

  get pending(): number {
    return this.#updates.length;
  }

  /** Number of waiting calls. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /** Assigns the update its id and wakes every waiting call. */
  push(update: Readonly<Record<string, unknown>>): BotUpdate {
    this.#lastId += 1;
    // The id comes first, as in Telegram: some libraries depend on the order.
    const id = { update_id: this.#lastId };
    const identified: BotUpdate = Object.assign({ ...id }, update, id);
    this.#updates.push(identified);
    for (const waiter of this.#waiters) waiter.abort();
    return identified;
  }

  clear(): void {
    this.#updates = [];
  }

  /** If there are no updates, waits until one arrives, the timeout passes, or `hungUp` aborts. */
  async take(request: UpdateRequest, hungUp: AbortSignal): Promise<readonly BotUpdate[]> {
    const found = this.#read(request);
    if (found.length > 0 || request.timeoutSeconds <= 0) return found;
    const pushed = new AbortController();
    this.#waiters.add(pushed);
    this.#waitingChanged();
    const signal = AbortSignal.any([pushed.signal, hungUp]);
    // An abort is the normal end of this wait: an update arrived or the client disconnected.
    await delay(request.timeoutSeconds * 1000, undefined, { signal }).catch(() => {});
    this.#waiters.delete(pushed);
    this.#waitingChanged();
    return hungUp.aborted ? [] : this.#read(request);
  }

  #read({ offset, limit }: UpdateRequest): readonly BotUpdate[] {
    this.#updates =
      offset < 0 ? this.#updates.slice(offset) : this.#updates.filter((update) => update.update_id >= offset);
    return this.#updates.slice(0, limit);
  }
}
