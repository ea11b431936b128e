import { expect, it } from 'vitest';
import { familyName, sampleBeginning } from '../../src/formats/sample-name.ts';

it('puts a plain name before the braces', () => {
  expect(sampleBeginning('jobs_total')).toEqual({ labelled: 'jobs_total{', alone: 'jobs_total ' });
  expect(familyName('jobs_total')).toBe('jobs_total');
});

it('puts any other between them, in quotes', () => {
  expect(sampleBeginning('jobs.total')).toEqual({ labelled: '{"jobs.total",', alone: '{"jobs.total"} ' });
  expect(familyName('jobs.total')).toBe('"jobs.total"');
});
