/** How gauges of several workers become one: by a rule, or as separate series with a label naming the worker. */
export type WorkerGaugeRule = 'sum' | 'max' | 'min' | 'last' | { readonly label: string };

/** The values of one series, by worker. */
export class WorkerValues {
  readonly #values = new Map<string, number>();

  /** Sets the latest value of a worker. */
  set(worker: string, value: number): void {
    // Reinsert, so that the last map entry belongs to the worker that reported last.
    this.#values.delete(worker);
    this.#values.set(worker, value);
  }

  get(worker: string): number | undefined {
    return this.#values.get(worker);
  }

  /** Removes a worker. Returns whether it had a value. */
  delete(worker: string): boolean {
    return this.#values.delete(worker);
  }

  /** The merged value; `undefined` if no worker has one. */
  merged(rule: 'sum' | 'max' | 'min' | 'last'): number | undefined {
    const values = [...this.#values.values()];
    if (values.length === 0) return undefined;
    switch (rule) {
      case 'sum':
        return values.reduce((sum, value) => sum + value, 0);
      case 'max':
        return Math.max(...values);
      case 'min':
        return Math.min(...values);
      case 'last':
        return values.at(-1);
    }
  }
}
