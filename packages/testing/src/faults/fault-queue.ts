/** Faults in the order they were asked for: each is used up before the next one begins. */
export class FaultQueue<F> {
  readonly #queue: { readonly fault: F; times: number }[] = [];

  add(fault: F, times = 1): void {
    if (times > 0) this.#queue.push({ fault, times });
  }

  /** The fault of the next request, if it has one. */
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
