import { expect, it } from 'vitest';
import { queryOutcome } from '../src/query-outcome.ts';

it('includes an error type only for a failed query', () => {
  expect(queryOutcome(undefined, () => 'never')).toEqual({ status: 'success' });
  expect(queryOutcome(new Error('no'), () => 'kind')).toEqual({ status: 'error', errorType: 'kind' });
});
