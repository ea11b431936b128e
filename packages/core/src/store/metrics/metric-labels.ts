import type { MetricDefinition } from '../../definition/metric-definition.ts';
import { isClosed, type LabelSchema, type Labels, labelNames } from '../../labels/label-schema.ts';
import { LabelTypes } from '../../labels/label-types.ts';
import { cutText, labelText, readLabel, readLabelTexts } from '../../labels/record-labels.ts';
import { OVERFLOW_LABEL } from '../../views/label-transform.ts';
import type { AttributePairs, LabelPairs } from '../../views/views.ts';
import { LabelBudgets } from '../index/label-budgets.ts';
import { SeriesIndex } from '../index/series-index.ts';
import { MetricWarnings } from './metric-warnings.ts';

/** The most labels of a metric that the string API defined by its first use. */
export const MAX_OPEN_LABELS = 16;

/** Label names that are remembered as not recorded, so that the string API need not ask the views for every record. */
const MAX_IGNORED_NAMES = 100;

/** How the labels of a metric are recorded. */
export interface MetricLabelsOptions {
  /** Whether records may add label names: the string API defined the metric by its first use. @default false */
  readonly open?: boolean;
  /** Labels that no backend sees, and that are not recorded. @default none */
  readonly unseen?: ((label: string) => boolean) | undefined;
  /** The index of a metric with the same series. @default a new index */
  readonly index?: SeriesIndex;
}

/**
 * The labels of a metric: which of them make series, which values are replaced, and in which type a receiver gets them. A label
 * that no backend sees is not recorded, because it would only use up the series limit.
 */
export class MetricLabels {
  readonly index: SeriesIndex;
  /** The overflow series, and former ones that a snapshot may still hold. */
  readonly overflows: Set<number> = new Set();
  readonly warnings: MetricWarnings;
  /** The labels that make series. */
  readonly schema: LabelSchema;
  /** Whether the definition lists all values of all labels. A metric that the string API defined may get further labels. */
  readonly areClosed: boolean;
  readonly #isOpen: boolean;
  readonly #isUnseen: (name: string) => boolean;
  readonly #maxLength: number;
  readonly #types: LabelTypes;
  readonly #budgets: LabelBudgets;
  /** Names that records gave, and that an open metric does not learn. */
  readonly #ignored = new Set<string>();
  /** By slot: the labels that receiving backends get. */
  readonly #frozen: (Labels | undefined)[] = [];

  /** @param maxLength the most characters of a value */
  constructor(
    { name, labels = [] }: MetricDefinition,
    options: MetricLabelsOptions,
    reporter: ConstructorParameters<typeof MetricWarnings>[1],
    maxLength: number,
  ) {
    const { open = false, unseen } = options;
    this.#isOpen = open;
    this.#isUnseen = unseen ?? (() => false);
    this.#maxLength = maxLength;
    this.schema = unseen === undefined ? labels : selectLabels(labels, (label) => !unseen(label));
    this.index = options.index ?? new SeriesIndex(labelNames(this.schema));
    this.#types = new LabelTypes(this.schema);
    this.#budgets = new LabelBudgets(this.schema);
    this.areClosed = !open && isClosed(labels);
    this.warnings = new MetricWarnings(name, reporter);
  }

  /** The labels of a series, without empty ones. */
  pairs(slot: number): LabelPairs {
    if (this.overflows.has(slot)) return [[OVERFLOW_LABEL, 'true']];
    const { names } = this.index;
    return this.index.texts(slot).flatMap((text, i) => (text === '' ? [] : [[names[i]!, text] as const]));
  }

  /** As `pairs`, with each value in the type of its label. */
  attributes(slot: number): AttributePairs {
    if (this.overflows.has(slot)) return [[OVERFLOW_LABEL, true]];
    const { names } = this.index;
    return this.index
      .texts(slot)
      .flatMap((text, i) => (text === '' ? [] : [[names[i]!, this.#types.restore(i, text)] as const]));
  }

  /** The labels of a series, typed as they were recorded, as an object that no backend can change. Kept until `forget`. */
  frozen(slot: number): Labels {
    const known = this.#frozen[slot];
    if (known !== undefined) return known;
    const labels: Labels = Object.freeze(
      Object.fromEntries(this.overflows.has(slot) ? this.pairs(slot) : this.attributes(slot)),
    );
    this.#frozen[slot] = labels;
    return labels;
  }

  /** Call it when the series in a slot ends. */
  forget(slot: number): void {
    if (slot < this.#frozen.length) this.#frozen[slot] = undefined;
  }

  /** Whether a record has a label name that `findNewNames` returns. Throws if the labels cannot be listed. */
  hasNewName(labels: Labels): boolean {
    const { names } = this.index;
    if (!this.#isOpen || names.length >= MAX_OPEN_LABELS) return false;
    for (const name in labels) if (!names.includes(name) && !this.#ignored.has(name)) return true;
    return false;
  }

  /** The label names of a record that an open metric learns. */
  findNewNames(labels: Labels): string[] {
    const { names } = this.index;
    if (!this.#isOpen || names.length >= MAX_OPEN_LABELS) return [];
    const added: string[] = [];
    for (const name of Object.keys(labels)) {
      if (names.includes(name)) continue;
      if (name !== '' && name.length <= this.#maxLength && !this.#isUnseen(name)) added.push(name);
      else if (this.#ignored.size < MAX_IGNORED_NAMES) this.#ignored.add(name);
    }
    return added.slice(0, MAX_OPEN_LABELS - names.length);
  }

  /** Whether a record has a value for a label that is not recorded because no backend sees it. */
  hasUnseen(labels: Labels): boolean {
    return Object.keys(labels).some((name) => this.#isUnseen(name) && labelText(labels[name]) !== '');
  }

  /** The slot of the series that a record with these labels is part of, -1 without one. Throws if the labels cannot be read. */
  find(labels: Labels, constants: Labels): number {
    const texts = readLabelTexts(this.index.names, labels, constants);
    if (texts === undefined) return -1;
    this.#cut(texts);
    return this.index.find(texts);
  }

  /** Cuts long values, and replaces those over the budget of their label, in place. Returns whether it changed any. */
  fold(texts: string[]): boolean {
    const cut = this.#cut(texts);
    if (cut >= 0) this.warnings.longLabel(this.index.names[cut]!, this.#maxLength);
    const isOver = this.#budgets.fold(texts, this.index, (name, max) => this.warnings.labelOverBudget(name, max));
    return isOver || cut >= 0;
  }

  /** Adds a series. Returns its slot. */
  add(texts: readonly string[]): number {
    // A text that was cut would keep the whole value in memory.
    return this.index.add(texts.map((text) => (text.length < this.#maxLength - 1 ? text : [...text].join(''))));
  }

  /** Learns the types of the labels of a new series. */
  learnTypes(labels: Labels, constants: Labels): void {
    for (const [i, name] of this.index.names.entries()) this.#types.learn(i, readLabel(labels, constants, name));
  }

  /** Lets finders find a series for numbers, booleans and missing labels as well as for their texts. */
  addAliases(labels: Labels, constants: Labels): void {
    for (const [i, name] of this.index.names.entries()) {
      if (!Object.hasOwn(constants, name)) this.index.alias(i, readLabel(labels, constants, name));
    }
  }

  /** Reports labels of a record that are neither recorded nor hidden by views. Ignores labels that cannot be listed. */
  reportUnknown(labels: Labels): void {
    const { names } = this.index;
    try {
      for (const name of Object.keys(labels)) {
        if (!names.includes(name) && !this.#isUnseen(name) && labelText(labels[name]) !== '')
          this.warnings.unknownLabel(name);
      }
    } catch {
      // The record itself was readable.
    }
  }

  /** Cuts long values, in place. Returns the place of one of them, -1 without any. */
  #cut(texts: string[]): number {
    let cut = -1;
    for (let i = 0; i < texts.length; i++) {
      if (texts[i]!.length <= this.#maxLength) continue;
      texts[i] = cutText(texts[i]!, this.#maxLength);
      cut = i;
    }
    return cut;
  }
}

function selectLabels(schema: LabelSchema, isRecorded: (name: string) => boolean): LabelSchema {
  const names = labelNames(schema).filter(isRecorded);
  return isNameList(schema) ? names : Object.fromEntries(names.map((name) => [name, schema[name]!]));
}

function isNameList(schema: LabelSchema): schema is readonly string[] {
  return Array.isArray(schema);
}
