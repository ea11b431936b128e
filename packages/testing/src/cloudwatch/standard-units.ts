const sizes = [
  'Bytes',
  'Kilobytes',
  'Megabytes',
  'Gigabytes',
  'Terabytes',
  'Bits',
  'Kilobits',
  'Megabits',
  'Gigabits',
  'Terabits',
  'Count',
];

/**
 * The valid values of `Unit`. Source:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
export const standardUnits: ReadonlySet<string> = new Set([
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'None'],
  ...sizes,
  ...sizes.map((size) => `${size}/Second`),
]);
