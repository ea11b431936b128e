/** A metrics page as it was understood, line by line. */
export interface Page {
  readonly format: 'text' | 'openmetrics';
  readonly families: readonly PageFamily[];
  /** Lines that could not be read, and rules of the format that are broken. */
  readonly findings: readonly Finding[];
}

/** One metric with all its samples. */
export interface PageFamily {
  readonly name: string;
  /** `untyped` in the text format and `unknown` in OpenMetrics where the page does not say. */
  readonly type: string;
  readonly help: string | undefined;
  readonly unit: string | undefined;
  /** Where it begins, from 1. */
  readonly line: number;
  readonly samples: readonly Sample[];
}

/** One line with a value. */
export interface Sample {
  readonly name: string;
  /** In the order of the page. */
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly value: number;
  readonly line: number;
}

/** Something that is wrong with a page, or that could be better. */
export interface Finding {
  /** `error`: a scraper refuses the page, or stores what is wrong. `warning`: against the conventions for names. */
  readonly severity: 'error' | 'warning';
  readonly line: number;
  readonly metric?: string;
  readonly text: string;
}

/** A series by its labels in alphabetical order, without those in `except`. */
export function seriesKey(labels: Sample['labels'], except?: string): string {
  return JSON.stringify(labels.filter(([name]) => name !== except).sort(([a], [b]) => (a < b ? -1 : 1)));
}
