/**
 * The bins of the Agent's sketches: bin `k` holds the values around γ^(k - bias), half a bin to either side, and bin `-k` the
 * same below zero; bin 0 holds what is nearer to zero than 10^-9. So a value is at most 0.8 % from that of its bin.
 * Source: https://github.com/DataDog/datadog-agent/blob/main/pkg/util/quantile/config.go
 */
const EPSILON = 1 / 128;
const GAMMA = 1 + 2 * EPSILON;
const LN_GAMMA = Math.log1p(2 * EPSILON);
/** Brings the bin of the least value to 1. */
const BIAS = 1 - Math.floor(Math.log(1e-9) / LN_GAMMA);
const MIN_VALUE = GAMMA ** (1 - BIAS);
/** The next one would stand for infinity. Values beyond 10^211 share this one. */
const MAX_KEY = 2 ** 15 - 2;

/** The bin of a finite value. */
export function sketchKey(value: number): number {
  if (Math.abs(value) < MIN_VALUE) return 0;
  if (value < 0) return -sketchKey(-value);
  return Math.min(Math.round(Math.log(value) / LN_GAMMA) + BIAS, MAX_KEY);
}

/** Where a bin ends, and the next greater one begins. */
export function sketchBound(key: number): number {
  if (key === MAX_KEY) return Infinity;
  if (key === 0) return MIN_VALUE;
  if (key === -1) return -MIN_VALUE;
  return key > 0 ? GAMMA ** (key - BIAS + 0.5) : -(GAMMA ** (-key - BIAS - 0.5));
}
