import type { ExposedFamily } from '../metric-renderer.ts';
import type { Page } from '../serving/page.ts';

/** Finds series of a family whose translated labels are equal: a scraper refuses a page with a duplicate series. */
export class DistinctSeries {
  readonly #page: Page;
  readonly #family: ExposedFamily;
  readonly #seen: Set<string> = new Set();

  constructor(page: Page, family: ExposedFamily) {
    this.#page = page;
    this.#family = family;
    family.labels.beginPage();
  }

  /** Returns whether the series in a slot is the first with its labels; otherwise it is omitted from the page. Call once per slot. */
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
