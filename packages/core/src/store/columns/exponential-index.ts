/** The finest scale. Every series starts with it. OpenTelemetry's default. */
export const MAX_SCALE = 20;

const SMALLEST_NORMAL = 2 ** -1022;
/** By scale above 0: the factor from a natural logarithm to a bucket index. */
const factors = Float64Array.from({ length: MAX_SCALE + 1 }, (_, scale) => Math.LOG2E * 2 ** scale);
const bits = new DataView(new ArrayBuffer(8));

/**
 * The bucket of a positive finite value. Bucket `i` of a scale holds the values above `2^(i / 2^scale)`, up to and including
 * `2^((i + 1) / 2^scale)`.
 *
 * The mapping is that of OpenTelemetry JS, bucket for bucket: powers of two lie exactly on their bound, subnormal numbers
 * share the bucket of the smallest normal number, and next to any other bound `Math.log` may be off by one bucket.
 * Source: https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
 */
export function exponentialIndex(value: number, scale: number): number {
  if (value <= SMALLEST_NORMAL) return scale > 0 ? (-1022 << scale) - 1 : -1023 >> -scale;
  bits.setFloat64(0, value);
  const high = bits.getInt32(0);
  const exponent = (high >> 20) - 1023;
  const isPowerOfTwo = (high & 0xfffff) === 0 && bits.getInt32(4) === 0;
  if (scale <= 0) return (isPowerOfTwo ? exponent - 1 : exponent) >> -scale;
  if (isPowerOfTwo) return (exponent << scale) - 1;
  // The logarithm of the largest doubles rounds up to 1024.
  return Math.min(Math.floor(Math.log(value) * factors[scale]!), (1024 << scale) - 1);
}

/** The lower bound of bucket `index` of a scale. `Infinity` above the largest double. */
export function exponentialBound(index: number, scale: number): number {
  return 2 ** (index / 2 ** scale);
}
