import { BotMetricsError } from '../bot-metrics-error.ts';
import { isBounded, isClosed, labelNames, valueSet } from '../labels/label-schema.ts';
import { cutText } from '../labels/record-labels.ts';
import type { MetricDefinition } from './metric-definition.ts';

/** Instrument name syntax of the OpenTelemetry metrics API, section "Instrument name syntax". */
const metricName = /^[A-Za-z][A-Za-z0-9_.\-/]{0,254}$/;
/** The characters of a metric name. */
export const MAX_NAME_LENGTH = 255;

/** @throws BotMetricsError `invalid_definition`, with every problem of the definition */
export function checkDefinition(definition: MetricDefinition): void {
  const problems: string[] = [];
  const { name, type, unit, labels = [], buckets, limit, expireAfter } = definition;
  const nameProblem = findNameProblem(name);
  if (nameProblem !== undefined) problems.push(`name ${nameProblem}`);
  if (unit !== undefined && !/^[\x20-\x7e]{0,63}$/.test(unit)) {
    problems.push(`unit ${JSON.stringify(unit)} must be ASCII of at most 63 characters`);
  }
  const seen = new Set<string>();
  for (const label of labelNames(labels)) {
    if (typeof label !== 'string' || label === '') problems.push('a label name must be a non-empty string');
    else if (seen.has(label)) problems.push(`label ${JSON.stringify(label)} is listed twice`);
    seen.add(label);
    const values = valueSet(labels, label);
    if (values === undefined) continue;
    if (isBounded(values)) {
      if (!isWhole(values.limit))
        problems.push(`label "${label}": bounded(${values.limit}) must be given a whole number, 1 or more`);
    } else if (values.length === 0) {
      problems.push(`label "${label}" allows no value; list its values, or use bounded(50)`);
    }
  }
  const bucketsProblem = buckets === undefined ? undefined : findBucketsProblem(buckets);
  if (bucketsProblem !== undefined) problems.push(`buckets ${bucketsProblem}`);
  if (expireAfter !== undefined && !(expireAfter > 0)) {
    problems.push(`expireAfter ${expireAfter} must be a number of seconds above 0`);
  } else if (expireAfter !== undefined && type !== 'gauge' && isClosed(labels)) {
    problems.push('all its labels are closed sets, and such series never expire; remove expireAfter');
  }
  if (limit !== undefined && !isWhole(limit)) problems.push(`limit ${limit} must be a whole number, 1 or more`);
  if (problems.length > 0) {
    // A name from data may be of any length.
    const shown = JSON.stringify(typeof name === 'string' ? cutText(name, MAX_NAME_LENGTH) : name);
    throw new BotMetricsError('invalid_definition', `metric ${shown}: ${problems.join('; ')}`);
  }
}

/**
 * The problem of a metric name; `undefined` for a valid one. Two underscores in a row are valid OpenTelemetry syntax, but
 * receivers translate them differently.
 */
export function findNameProblem(name: string): string | undefined {
  if (typeof name !== 'string' || !metricName.test(name)) {
    return 'must start with a letter and contain only letters, digits, "_", ".", "-" and "/" (at most 255 characters)';
  }
  return name.includes('__')
    ? 'must not contain two underscores in a row: receivers translate them differently'
    : undefined;
}

/** The problem of a histogram's buckets; `undefined` for valid ones. */
export function findBucketsProblem(buckets: readonly number[] | 'exponential'): string | undefined {
  if (buckets === 'exponential') return undefined;
  if (!Array.isArray(buckets)) return 'must be a list of upper bounds, or "exponential"';
  return isIncreasing(buckets) ? undefined : `[${buckets.join(', ')}] must be finite and increasing; +Inf is implied`;
}

/** @throws BotMetricsError `conflicting_definition` if type, unit, labels or buckets differ */
export function checkSameDefinition(known: MetricDefinition, given: MetricDefinition): void {
  const differences = (['type', 'unit', 'labels', 'buckets'] as const).filter(
    (key) => (JSON.stringify(known[key]) ?? '') !== (JSON.stringify(given[key]) ?? ''),
  );
  if (differences.length === 0) return;
  const details = differences.map(
    (key) => `${key} ${JSON.stringify(given[key])}, before ${JSON.stringify(known[key])}`,
  );
  throw new BotMetricsError(
    'conflicting_definition',
    `metric "${known.name}" is already defined differently: ${details.join('; ')}; share one definition or choose another name`,
  );
}

function isIncreasing(bounds: readonly number[]): boolean {
  return bounds.every((bound, i) => Number.isFinite(bound) && (i === 0 || bound > bounds[i - 1]!));
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}
