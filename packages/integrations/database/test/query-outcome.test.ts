import { expect, it } from 'vitest';
import { queryOutcome } from '../src/query-outcome.ts';

it('names the error of a query that failed only', () => {
  expect(queryOutcome(undefined, () => 'never')).toEqual({ status: 'success' });
  expect(queryOutcome(new Error('no'), () => 'kind')).toEqual({ status: 'error', errorType: 'kind' });
});
