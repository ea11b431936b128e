import type { MetricHost } from './metric-host.ts';

/** What a person is told of one metric, each thing once, with the remedy. */
export class MetricWarnings {
  readonly #name: string;
  readonly #host: MetricHost;

  constructor(name: string, host: MetricHost) {
    this.#name = name;
    this.#host = host;
  }

  invalid(what: string): void {
    this.#warn('invalid_record', `metric "${this.#name}" was given ${what}; the record is dropped`);
  }

  negative(value: number): void {
    const remedy = 'counters only grow, use an up-down counter';
    this.#warn('negative_value', `counter "${this.#name}" was given ${value}; ${remedy}`);
  }

  labelOverBudget(label: string, most: number): void {
    const what = `label "${label}" of metric "${this.#name}" has more than ${most} values`;
    this.#warn('label_over_budget', `${what}; further ones become "other"`, label);
  }

  /** @param folds whether further records go into an overflow series */
  overBudget(limit: number, folds: boolean): void {
    const what = folds ? `metric "${this.#name}"` : `gauge "${this.#name}"`;
    const further = folds ? 'further records go into one overflow series' : 'further ones are dropped';
    const remedy = 'raise its limit, or bound the label that grows with bounded(n)';
    this.#warn('cardinality', `${what} has ${limit} series already; ${further}: ${remedy}`);
  }

  unknownLabel(label: string): void {
    const what = `metric "${this.#name}" has no label "${label}"`;
    this.#warn('unknown_label', `${what}; the label is left out, the record is kept`);
  }

  #warn(code: string, message: string, label = ''): void {
    this.#host.warn(code, label === '' ? this.#name : `${this.#name} ${label}`, message);
  }
}
