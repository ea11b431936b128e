import { expect, test } from 'vitest';
import { prometheusReading } from '../../../src/conformance/readings/prometheus-reading.ts';

const page = `# HELP hits_total {a="b"} 7
# TYPE hits_total counter
hits_total{kind="a\\"b\\\\c\\nd",x="}, y=\\"z"} 3
# TYPE depth gauge
depth -1.5
# TYPE took histogram
took_bucket{kind="a",le="1"} 1
took_bucket{kind="a",le="+Inf"} 2
took_sum{kind="a"} 9
took_count{kind="a"} 2
`;

test('reads samples by the type of their family and unescapes labels', () => {
  expect(prometheusReading(page)).toEqual({
    counters: [{ name: 'hits_total', labels: { kind: 'a"b\\c\nd', x: '}, y="z' }, value: 3 }],
    gauges: [{ name: 'depth', labels: {}, value: -1.5 }],
    histograms: [{ name: 'took', labels: { kind: 'a' }, value: { count: 2, sum: 9 } }],
  });
});
