import type { ExposedFamily } from '../exposed-metric.ts';
import type { Page } from '../page.ts';

/** Tells series of a family apart by their labels once exposed, since a scraper refuses a page that has one twice. */
export class DistinctSeries {
  readonly #page: Page;
  readonly #family: ExposedFamily;
  readonly #seen: Set<string> = new Set();

  constructor(page: Page, family: ExposedFamily) {
    this.#page = page;
    this.#family = family;
    family.labels.beginPage();
  }

  /** Whether the series in a slot has labels that no other on the page has had; `false` leaves it out. Ask once for each. */
  add(slot: number, labels: () => string): boolean {
    if (!this.#family.labels.ambiguous) return true;
    const text = labels();
    if (this.#seen.has(text)) {
      this.#page.leaveOut(this.#family, slot);
      return false;
    }
    this.#seen.add(text);
    return true;
  }
}
