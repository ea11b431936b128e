import { configurationError } from '../options/configuration-error.ts';
import { showValue } from '../options/shown.ts';

/** Bounds for names and values that come from data. The series limit of a metric is part of its definition. */
export interface StoreLimits {
  /** The most metrics that records define by their first use, such as `recordCounter('x')`. @default 2000 */
  readonly maxMetrics?: number;
  /** The most characters of a label value; longer values are cut. @default 1024 */
  readonly maxLabelLength?: number;
}

/** As many as a metric has series by default. */
const DEFAULT_MAX_METRICS = 2000;

/** Half of what Mimir takes by default, which counts bytes. Source: `max_label_value_length` in Grafana Mimir's limits. */
const DEFAULT_MAX_LABEL_LENGTH = 1024;

const MAX_METRICS = 1_000_000;
const MAX_LABEL_LENGTH = 65_535;

/** @throws BotMetricsError `invalid_configuration`, with every problem */
export function resolveLimits({ maxMetrics, maxLabelLength }: StoreLimits): Required<StoreLimits> {
  const limits = {
    maxMetrics: { value: maxMetrics ?? DEFAULT_MAX_METRICS, max: MAX_METRICS },
    maxLabelLength: { value: maxLabelLength ?? DEFAULT_MAX_LABEL_LENGTH, max: MAX_LABEL_LENGTH },
  };
  const problems = Object.entries(limits).flatMap(([name, { value, max }]) =>
    Number.isInteger(value) && value >= 1 && value <= max
      ? []
      : [
          {
            path: [name],
            text: `expected a whole number from 1 to ${max}, received ${showValue(value)}; remove it for the default`,
          },
        ],
  );
  if (problems.length > 0) throw configurationError(problems);
  return { maxMetrics: limits.maxMetrics.value, maxLabelLength: limits.maxLabelLength.value };
}
