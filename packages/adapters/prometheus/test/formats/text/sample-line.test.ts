import { expect, it } from 'vitest';
import { quoteMetricName, sampleStart } from '../../../src/formats/text/sample-line.ts';

it('puts a plain name before the braces', () => {
  expect(sampleStart('jobs_total')).toEqual({ labelled: 'jobs_total{', alone: 'jobs_total ' });
  expect(quoteMetricName('jobs_total')).toBe('jobs_total');
});

it('puts any other between them, in quotes', () => {
  expect(sampleStart('jobs.total')).toEqual({ labelled: '{"jobs.total",', alone: '{"jobs.total"} ' });
  expect(quoteMetricName('jobs.total')).toBe('"jobs.total"');
});
