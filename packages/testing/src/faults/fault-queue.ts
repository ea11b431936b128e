/** A queue of faults: each one is used up before the next begins. */
export class FaultQueue<F> {
  readonly #queue: { readonly fault: F; times: number }[] = [];

  add(fault: F, times = 1): void {
    if (times > 0) this.#queue.push({ fault, times });
  }

  /** The fault of the next request, if any. */
  take(): F | undefined {
    const first = this.#queue[0];
    if (first === undefined) return undefined;
    first.times -= 1;
    if (first.times <= 0) this.#queue.shift();
    return first.fault;
  }

  clear(): void {
    this.#queue.length = 0;
  }
}
