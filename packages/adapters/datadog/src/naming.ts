import { createHash } from 'node:crypto';
import { BotMetricsError } from '@bot-metrics/core';

/** Limit of a metric name, and of a tag with its key. */
const MAX_CHARACTERS = 200;
/** Hexadecimal digits that distinguish shortened texts. */
const HASH_CHARACTERS = 16;

/**
 * Converts a metric name to Datadog's characters: `-` and `/` become `_`.
 * Source: https://docs.datadoghq.com/metrics/custom_metrics/#naming-custom-metrics
 */
export function convertName(name: string): string {
  return shorten(name.replace(/[-/]/g, '_'));
}

/** Limits a text to 200 characters. A hash replaces the end of a longer one, so that different texts stay different. */
export function shorten(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS);
  // Drops half of a surrogate pair, which is not valid text.
  const begin = text.slice(0, MAX_CHARACTERS - HASH_CHARACTERS - 1).replace(/[\ud800-\udbff]$/, '');
  return `${begin}_${hash}`;
}

/** Assigns each name at Datadog to one metric. */
export class ClaimedNames {
  readonly #owners = new Map<string, string>();

  /** @throws BotMetricsError `conflicting_definition` if another metric has the same name at Datadog */
  claim(metric: string): void {
    const name = convertName(metric);
    const owner = this.#owners.get(name) ?? metric;
    if (owner !== metric) {
      throw new BotMetricsError(
        'conflicting_definition',
        `metric "${metric}" would have the name "${name}" at Datadog, as "${owner}" does; choose another name`,
      );
    }
    this.#owners.set(name, metric);
  }
}

/** Datadog's names of UCUM units. Source: https://docs.datadoghq.com/metrics/units/ */
const units: Readonly<Record<string, string>> = {
  ns: 'nanosecond',
  us: 'microsecond',
  ms: 'millisecond',
  s: 'second',
  min: 'minute',
  h: 'hour',
  d: 'day',
  bit: 'bit',
  By: 'byte',
  KiBy: 'kibibyte',
  MiBy: 'mebibyte',
  GiBy: 'gibibyte',
  '%': 'percent',
};

/** Units that count things. In UCUM they are annotations, such as `{request}`. */
const counted: ReadonlySet<string> = new Set([
  ...['connection', 'request', 'packet', 'response', 'message', 'route', 'session', 'process', 'thread', 'host'],
  ...['file', 'error', 'event', 'operation', 'item', 'task', 'worker', 'email', 'attempt', 'job', 'query', 'row'],
]);

/** Converts a UCUM unit to Datadog's name; `undefined` if Datadog has none. */
export function convertUnit(unit: string | undefined): string | undefined {
  if (unit === undefined) return undefined;
  const annotation = /^\{(\w+)\}$/.exec(unit)?.[1];
  if (annotation !== undefined) return counted.has(annotation) ? annotation : undefined;
  return Object.hasOwn(units, unit) ? units[unit] : undefined;
}
