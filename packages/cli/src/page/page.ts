/** A parsed metrics page. */
export interface Page {
  readonly format: 'text' | 'openmetrics';
  readonly families: readonly PageFamily[];
  /** Unreadable lines and violations of the format. */
  readonly findings: readonly Finding[];
}

/** A metric with all its samples. */
export interface PageFamily {
  readonly name: string;
  /** Without a TYPE line: `untyped` in the text format, `unknown` in OpenMetrics. */
  readonly type: string;
  readonly help: string | undefined;
  readonly unit: string | undefined;
  /** The line where it starts, from 1. */
  readonly line: number;
  readonly samples: readonly Sample[];
}

/** A sample line. */
export interface Sample {
  readonly name: string;
  /** In page order. */
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly value: number;
  readonly line: number;
}

/** A problem of a page. */
export interface Finding {
  /** `error`: a scraper rejects the page or stores wrong data. `warning`: the naming conventions are violated. */
  readonly severity: 'error' | 'warning';
  readonly line: number;
  readonly metric?: string;
  readonly text: string;
}

/** A sample and its problem. */
export type Fault = readonly [sample: Sample, text: string];

/** Identifies a series by its labels in alphabetical order, without those in `except`. */
export function seriesKey(labels: Sample['labels'], except?: string): string {
  return JSON.stringify(labels.filter(([name]) => name !== except).sort(([a], [b]) => (a < b ? -1 : 1)));
}
