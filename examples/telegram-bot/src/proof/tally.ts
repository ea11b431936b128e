/** The application's own count, independent of the metrics. */
export class Tally {
  readonly #counts = new Map<string, number>();

  count(metric: string, by = 1): void {
    this.#counts.set(metric, this.of(metric) + by);
  }

  of(metric: string): number {
    return this.#counts.get(metric) ?? 0;
  }

  metrics(): string[] {
    return [...this.#counts.keys()].sort();
  }
}
