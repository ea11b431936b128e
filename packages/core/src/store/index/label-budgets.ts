import { isBounded, type LabelSchema, labelNames, valueSet } from '../../labels/label-schema.ts';
import type { SeriesIndex } from './series-index.ts';

/** Replaces a value over the budget of its label. */
const OTHER = 'other';

/** The budgets of single labels, set with `bounded(50)`. */
export class LabelBudgets {
  readonly #budgets: readonly { readonly name: string; readonly label: number; readonly limit: number }[];

  constructor(schema: LabelSchema) {
    this.#budgets = labelNames(schema).flatMap((name, label) => {
      const set = valueSet(schema, name);
      return set !== undefined && isBounded(set) ? [{ name, label, limit: set.limit }] : [];
    });
  }

  get areSet(): boolean {
    return this.#budgets.length > 0;
  }

  /**
   * Replaces new values of labels whose budget is used up, and calls `onOver` for each. Returns whether it replaced any.
   * @param texts the labels of a record in the order of the index; changed in place
   */
  fold(texts: string[], index: SeriesIndex, onOver: (name: string, limit: number) => void): boolean {
    let folded = false;
    for (const { name, label, limit } of this.#budgets) {
      if (texts[label] === '' || index.knows(label, texts[label]!) || index.countValues(label) < limit) continue;
      texts[label] = OTHER;
      folded = true;
      onOver(name, limit);
    }
    return folded;
  }
}
