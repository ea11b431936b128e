/** The values of one gauge or up-down counter, by worker. Never changed: `with` makes a copy. */
export class WorkerValues<Worker extends object> {
  readonly #values: ReadonlyMap<Worker, number>;

  constructor(values: ReadonlyMap<Worker, number> = new Map()) {
    this.#values = values;
  }

  get isEmpty(): boolean {
    return this.#values.size === 0;
  }

  get(worker: Worker): number | undefined {
    return this.#values.get(worker);
  }

  /** A copy with another value of a worker, or with none. */
  with(worker: Worker, value: number | undefined): WorkerValues<Worker> {
    const values = new Map(this.#values);
    // Reinsert, so that the last map entry belongs to the worker that reported last.
    values.delete(worker);
    if (value !== undefined) values.set(worker, value);
    return new WorkerValues(values);
  }

  /** Merges the values; `undefined` if no worker has one, or if the sum is out of range. */
  merge(rule: 'sum' | 'max' | 'min' | 'last'): number | undefined {
    const values = [...this.#values.values()];
    if (values.length === 0) return undefined;
    switch (rule) {
      case 'sum': {
        const sum = values.reduce((total, value) => total + value, 0);
        return Number.isFinite(sum) ? sum : undefined;
      }
      case 'max':
        return values.reduce((most, value) => Math.max(most, value));
      case 'min':
        return values.reduce((least, value) => Math.min(least, value));
      case 'last':
        return values.at(-1);
    }
  }
}
