const BARS = '▁▂▃▄▅▆▇█';

/** One bar for each value between `base` and the greatest one; a value that is no number leaves a gap. */
export function sparkline(values: readonly number[], base: number): string {
  const range = Math.max(...values.filter(Number.isFinite)) - base;
  return values.map((value) => (Number.isFinite(value) ? barOf(range > 0 ? (value - base) / range : 0) : ' ')).join('');
}

/** @param share 0 to 1 */
function barOf(share: number): string {
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))]!;
}
