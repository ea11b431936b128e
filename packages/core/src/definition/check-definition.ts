import { BotMetricsError } from '../bot-metrics-error.ts';
import { areClosed } from '../labels/closed-combinations.ts';
import { isBounded, labelNames, valueSet } from '../labels/label-schema.ts';
import type { MetricDefinition } from './metric-definition.ts';

/** Instrument name syntax of the OpenTelemetry metrics API, section "Instrument name syntax". */
const metricName = /^[A-Za-z][A-Za-z0-9_.\-/]{0,254}$/;

/** Throws one `invalid_definition` that lists every problem of a definition. */
export function checkDefinition(definition: MetricDefinition): void {
  const problems: string[] = [];
  const { name, type, unit, labels = [], buckets, limit, expireAfter } = definition;
  const misnamed = nameProblem(name);
  if (misnamed !== undefined) problems.push(`name ${misnamed}`);
  if (unit !== undefined && !/^[\x20-\x7e]{0,63}$/.test(unit)) {
    problems.push(`unit ${JSON.stringify(unit)} must be ASCII, 63 characters at most`);
  }
  const seen = new Set<string>();
  for (const label of labelNames(labels)) {
    if (typeof label !== 'string' || label === '') problems.push('a label name must be a string that is not empty');
    else if (seen.has(label)) problems.push(`label ${JSON.stringify(label)} is named twice`);
    seen.add(label);
    const values = valueSet(labels, label);
    if (values === undefined) continue;
    if (isBounded(values)) {
      if (!isWhole(values.limit))
        problems.push(`bounded(${values.limit}) of label "${label}" needs a whole number from 1`);
    } else if (values.length === 0) {
      problems.push(`label "${label}" allows no value; list its values, or use bounded(50)`);
    }
  }
  const misplaced = buckets === undefined ? undefined : bucketsProblem(buckets);
  if (misplaced !== undefined) problems.push(`buckets ${misplaced}`);
  if (expireAfter !== undefined && !(expireAfter > 0)) {
    problems.push(`expireAfter ${expireAfter} must be a number of seconds above 0`);
  } else if (expireAfter !== undefined && type !== 'gauge' && areClosed(labels)) {
    problems.push('its labels are closed sets, whose series never expire; leave expireAfter out');
  }
  if (limit !== undefined && !isWhole(limit)) problems.push(`limit ${limit} must be a whole number from 1`);
  if (problems.length > 0) {
    throw new BotMetricsError('invalid_definition', `metric ${JSON.stringify(name)}: ${problems.join('; ')}`);
  }
}

/**
 * What is wrong with a metric's name, if anything. Beside the syntax, names are refused on which receivers differ once they
 * translate them: a digit first, or two underscores in a row.
 */
export function nameProblem(name: string): string | undefined {
  if (typeof name !== 'string' || !metricName.test(name)) {
    return 'must start with a letter and hold only letters, digits, "_", ".", "-" and "/" (255 at most)';
  }
  return name.includes('__')
    ? 'must not hold two underscores in a row, which receivers translate differently'
    : undefined;
}

/** What is wrong with a histogram's layout, if anything. */
export function bucketsProblem(buckets: readonly number[] | 'exponential'): string | undefined {
  if (buckets === 'exponential') return undefined;
  if (!Array.isArray(buckets)) return 'must be a list of upper bounds, or "exponential"';
  return isIncreasing(buckets) ? undefined : `[${buckets.join(', ')}] must be finite and increasing; +Inf is implied`;
}

/** Throws `conflicting_definition` unless both say the same, descriptions aside. */
export function checkSameDefinition(known: MetricDefinition, given: MetricDefinition): void {
  const differences = (['type', 'unit', 'labels', 'buckets'] as const).filter(
    (key) => (JSON.stringify(known[key]) ?? '') !== (JSON.stringify(given[key]) ?? ''),
  );
  if (differences.length === 0) return;
  const said = differences.map((key) => `${key} ${JSON.stringify(given[key])}, before ${JSON.stringify(known[key])}`);
  throw new BotMetricsError(
    'conflicting_definition',
    `metric "${known.name}" is defined already, differently: ${said.join('; ')}. Share one definition or choose another name`,
  );
}

function isIncreasing(bounds: readonly number[]): boolean {
  return bounds.every((bound, i) => Number.isFinite(bound) && (i === 0 || bound > bounds[i - 1]!));
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}
