import type { HistogramFamily } from '@bot-metrics/core';

/** Writes the lines of one series of a histogram: cumulative buckets, sum and count. */
export function histogramLines(
  name: string,
  family: HistogramFamily,
  boundText: (bound: number) => string,
): (pairs: string, slot: number) => string {
  const { metric, buckets, sums } = family;
  const { stride } = metric;
  const bounds = [...Array.from(metric.bounds, boundText), '+Inf'];
  const endsAlone = bounds.map((bound) => `le="${bound}"} `);
  const endsAfterLabels = endsAlone.map((end) => `,${end}`);
  const beginning = `${name}_bucket{`;
  return (pairs, slot) => {
    const ends = pairs === '' ? endsAlone : endsAfterLabels;
    const labels = pairs === '' ? ' ' : `{${pairs}} `;
    let lines = '';
    let observations = 0;
    for (let bucket = 0; bucket < stride; bucket++) {
      observations += buckets[slot * stride + bucket]!;
      lines += beginning;
      lines += pairs;
      lines += ends[bucket]!;
      lines += observations;
      lines += '\n';
    }
    return `${lines}${name}_sum${labels}${sums[slot]!}\n${name}_count${labels}${observations}\n`;
  };
}
