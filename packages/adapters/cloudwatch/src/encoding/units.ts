/** Units of CloudWatch. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
const units: Readonly<Record<string, string>> = {
  s: 'Seconds',
  ms: 'Milliseconds',
  us: 'Microseconds',
  By: 'Bytes',
  kBy: 'Kilobytes',
  MBy: 'Megabytes',
  GBy: 'Gigabytes',
  TBy: 'Terabytes',
  bit: 'Bits',
  kbit: 'Kilobits',
  Mbit: 'Megabits',
  Gbit: 'Gigabits',
  Tbit: 'Terabits',
  '%': 'Percent',
};

/** CloudWatch's unit for one of UCUM, `None` where it has none: it would refuse any other. */
export function cloudWatchUnit(unit: string | undefined): string {
  if (unit === undefined || unit === '') return 'None';
  if (isCount(unit)) return 'Count';
  const known = lookUp(unit);
  if (known !== undefined) return known;
  const [dividend = '', divisor] = unit.split('/');
  if (divisor !== 's') return 'None';
  if (isCount(dividend)) return 'Count/Second';
  const rate = lookUp(dividend);
  return rate !== undefined && /byte|bit/i.test(rate) ? `${rate}/Second` : 'None';
}

/** `{request}`: an annotation alone is the unit 1. That itself is a ratio as often as a count. */
function isCount(unit: string): boolean {
  return /^\{[^{}]*\}$/.test(unit);
}

function lookUp(unit: string): string | undefined {
  return Object.hasOwn(units, unit) ? units[unit] : undefined;
}
