/** How the gauges of several workers become one: by a rule, or each with a label that tells the worker. */
export type WorkerGaugeRule = 'sum' | 'max' | 'min' | 'last' | { readonly label: string };

/** The values that one series has in each worker. */
export class WorkerValues {
  readonly #values = new Map<string, number>();

  /** Sets what a worker says last. */
  set(worker: string, value: number): void {
    // The one that spoke last is the last one in the map.
    this.#values.delete(worker);
    this.#values.set(worker, value);
  }

  get(worker: string): number | undefined {
    return this.#values.get(worker);
  }

  /** Forgets a worker. Answers whether it had a value. */
  delete(worker: string): boolean {
    return this.#values.delete(worker);
  }

  /** One value for all; `undefined` where no worker has any. */
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
