import { expect, it } from 'vitest';
import { sqlOperation } from '../src/sql-operation.ts';

it('takes the first word, whatever its case and what stands before it', () => {
  expect(sqlOperation('SELECT 1')).toBe('SELECT');
  expect(sqlOperation('\n  insert into t values (1)')).toBe('INSERT');
  expect(sqlOperation('-- who asks\n/* trace\nid */ update t set a = 1')).toBe('UPDATE');
  expect(sqlOperation('(select 1) union (select 2)')).toBe('SELECT');
  expect(sqlOperation('COMMIT;')).toBe('COMMIT');
});

it('folds what is no command of the set', () => {
  expect(sqlOperation('secret@example.org')).toBe('OTHER');
  expect(sqlOperation('')).toBe('OTHER');
  expect(sqlOperation('-- only a comment')).toBe('OTHER');
  expect(sqlOperation(undefined)).toBe('OTHER');
});

it('is quick on text that consists of comments', () => {
  expect(sqlOperation(`${'/**/'.repeat(100_000)};`)).toBe('OTHER');
});
