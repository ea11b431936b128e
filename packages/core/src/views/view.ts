import type { LabelValue } from '../labels/label-schema.ts';

/** How a view merges the gauges that it puts under one label set: `last` is the value that was set last. */
export type GaugeMerge = 'sum' | 'max' | 'min' | 'last';

/**
 * New values for a label: by pattern, `{ '2*': '2xx' }`, where `*` matches any characters and the first match wins; or a
 * function, whose `undefined` keeps the value.
 */
export type LabelMap = Readonly<Record<string, LabelValue>> | ((value: string) => LabelValue | undefined);

/** Changes to the labels of a series, applied in this order. */
export interface LabelView {
  /** Drops every label that is not listed. */
  readonly keep?: readonly string[];
  /** Drops these labels. */
  readonly drop?: readonly string[];
  /** New values, by label name. A value without a match stays. */
  readonly map?: Readonly<Record<string, LabelMap>>;
  /** New names, by label name. */
  readonly rename?: Readonly<Record<string, string>>;
}

/**
 * Changes how backends see a metric. Recording, and all other backends, are not affected.
 *
 * Views apply in the order of their declaration, each to the result of the one before, and are frozen for a backend when it
 * attaches. Series that end up under one label set are merged; their totals stay exact.
 */
export interface View {
  /** The name in the metric's definition; `*` matches any characters. */
  readonly metric: string;
  /** Names of the backends that the view applies to. @default all */
  readonly backends?: readonly string[];
  /** `false` hides the metric: its records are not offered to the backends. `true` in a later view shows it again. */
  readonly enabled?: boolean;
  /** A new name for the metric. */
  readonly name?: string;
  readonly labels?: LabelView;
  /** Other buckets for a histogram: upper bounds, or `exponential`. They count from the first time a backend asks for them. */
  readonly buckets?: readonly number[] | 'exponential';
  /** Required where a gauge loses a label or has one mapped. */
  readonly merge?: GaugeMerge;
}

/** Whether a text matches a pattern, in which `*` matches any characters, none included. */
export function matchesPattern(pattern: string, text: string): boolean {
  const [prefix, ...parts] = pattern.split('*') as [string, ...string[]];
  const suffix = parts.pop();
  if (suffix === undefined) return pattern === text;
  if (!text.startsWith(prefix)) return false;
  // The first place of each part leaves the most room for the rest, so that no search is ever repeated.
  let at = prefix.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at + suffix.length <= text.length && text.endsWith(suffix);
}
