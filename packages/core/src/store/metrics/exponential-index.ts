/** The finest scale, with which every series starts. OpenTelemetry's default. */
export const MAX_SCALE = 20;

const SMALLEST_NORMAL = 2 ** -1022;
/** What a logarithm is multiplied with at each scale above 0. */
const factors = Float64Array.from({ length: MAX_SCALE + 1 }, (_, scale) => Math.LOG2E * 2 ** scale);
const bits = new DataView(new ArrayBuffer(8));

/**
 * The bucket of a positive finite value: bucket `i` of a scale holds what is above `2^(i / 2^scale)`, up to and with
 * `2^((i + 1) / 2^scale)`.
 *
 * Bucket for bucket as OpenTelemetry JS maps them: powers of two lie exactly on their bound, what is smaller than the
 * smallest normal number goes with it, and `Math.log` may take a value next to any other bound for its neighbour.
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
  // The logarithm of the greatest doubles is rounded up to 1024.
  return Math.min(Math.floor(Math.log(value) * factors[scale]!), (1024 << scale) - 1);
}

/** Where bucket `index` of a scale begins, and the one before it ends. `Infinity` above the greatest double. */
export function exponentialBound(index: number, scale: number): number {
  return 2 ** (index / 2 ** scale);
}
