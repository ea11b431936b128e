import { cutText } from '../../labels/record-labels.ts';

/** Reports a diagnostic, once per code and subject. */
interface Reporter {
  warn(code: string, subject: string, message: string): void;
}

/** The characters of a label name that a message shows. */
const MAX_SHOWN_NAME = 100;
/** Label names of one metric that are reported as unknown: a caller may make them from data. */
const MAX_UNKNOWN_LABELS = 10;

/** The warnings about one metric, each reported once, with a remedy. */
export class MetricWarnings {
  readonly #name: string;
  readonly #reporter: Reporter;
  readonly #unknown = new Set<string>();

  constructor(name: string, reporter: Reporter) {
    this.#name = name;
    this.#reporter = reporter;
  }

  invalid(what: string): void {
    this.#warn('invalid_record', `metric "${this.#name}" was given ${what}; the record is dropped`);
  }

  negative(value: number): void {
    const remedy = 'counters only increase, use an up-down counter';
    this.#warn('negative_value', `counter "${this.#name}" was given ${value}; ${remedy}`);
  }

  labelOverBudget(label: string, limit: number): void {
    const what = `label "${label}" of metric "${this.#name}" has more than ${limit} values`;
    this.#warn('label_over_budget', `${what}; further values become "other"`, label);
  }

  /** @param folds whether further records go into an overflow series */
  overBudget(limit: number, folds: boolean): void {
    const subject = folds ? `metric "${this.#name}"` : `gauge "${this.#name}"`;
    const consequence = folds ? 'further records go into one overflow series' : 'records of further series are dropped';
    const remedy = 'raise its limit, or bound the label that grows with bounded(n)';
    this.#warn('cardinality', `${subject} has reached its limit of ${limit} series; ${consequence}: ${remedy}`);
  }

  /** @param max the characters that are kept */
  longLabel(label: string, max: number): void {
    const what = `metric "${this.#name}" was given a value of label "${label}" of more than ${max} characters`;
    this.#warn(
      'label_too_long',
      `${what}; such values are cut: record a shorter value, or raise maxLabelLength`,
      label,
    );
  }

  unknownLabel(label: string): void {
    if (this.#unknown.has(label) || this.#unknown.size >= MAX_UNKNOWN_LABELS) return;
    this.#unknown.add(label);
    const shown = cutText(label, MAX_SHOWN_NAME);
    const what = `metric "${this.#name}" has no label "${shown}"`;
    this.#warn('unknown_label', `${what}; the label is dropped, the record is kept`, shown);
  }

  #warn(code: string, message: string, label = ''): void {
    this.#reporter.warn(code, label === '' ? this.#name : `${this.#name} ${label}`, message);
  }
}
