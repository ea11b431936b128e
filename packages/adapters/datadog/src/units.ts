/** UCUM to the names that Datadog knows. Source: https://docs.datadoghq.com/metrics/units/ */
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

/** What may be counted: in UCUM an annotation, such as `{request}`. */
const counted: ReadonlySet<string> = new Set([
  ...['connection', 'request', 'packet', 'response', 'message', 'route', 'session', 'process', 'thread', 'host'],
  ...['file', 'error', 'event', 'operation', 'item', 'task', 'worker', 'email', 'attempt', 'job', 'query', 'row'],
]);

/** What Datadog calls a unit; `undefined` for one that it does not know. */
export function unitName(unit: string | undefined): string | undefined {
  if (unit === undefined) return undefined;
  const annotation = /^\{(\w+)\}$/.exec(unit)?.[1];
  if (annotation !== undefined) return counted.has(annotation) ? annotation : undefined;
  return Object.hasOwn(units, unit) ? units[unit] : undefined;
}
