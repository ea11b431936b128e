/** Labels of a series, none of them empty. */
type LabelPairs = readonly (readonly [name: string, value: string])[];

/** How one kind of daemon writes a line: `head:value|type|@rate` and `tail`. */
export interface Dialect {
  /** The name, and the labels where they belong to it. */
  head(name: string, labels: LabelPairs): string;
  /** What follows at the end: the labels where they are tags. */
  tail(labels: LabelPairs): string;
  /** Sets a gauge, whatever it was before: one line, or two that must stay together. `value` is a decimal number. */
  gauge(head: string, value: string, tail: string): string;
  /** The type of one observation of a distribution. */
  readonly observation: 'ms' | 'd';
  /** Whether a line may carry several observations. */
  readonly packs: boolean;
  /** An observation in the unit and range that the type has. */
  observed(value: number, unit: string | undefined): number;
}
