const BARS = '▁▂▃▄▅▆▇█';

/** One bar per value, scaled between `base` and the maximum; a non-numeric value leaves a gap. */
export function sparkline(values: readonly number[], base: number): string {
  const range = Math.max(...values.filter(Number.isFinite)) - base;
  return values.map((value) => (Number.isFinite(value) ? toBar(range > 0 ? (value - base) / range : 0) : ' ')).join('');
}

/** @param share 0 to 1 */
function toBar(share: number): string {
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))]!;
}
