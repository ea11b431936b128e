import { expect, it } from 'vitest';
import { sqlOperation } from '../src/sql-operation.ts';

it('takes the first word, in any case and after any comments', () => {
  expect(sqlOperation('SELECT 1')).toBe('SELECT');
  expect(sqlOperation('\n  insert into t values (1)')).toBe('INSERT');
  expect(sqlOperation('-- who asks\n/* trace\nid */ update t set a = 1')).toBe('UPDATE');
  expect(sqlOperation('(select 1) union (select 2)')).toBe('SELECT');
  expect(sqlOperation('COMMIT;')).toBe('COMMIT');
});

it('returns OTHER for what is not a listed command', () => {
  expect(sqlOperation('secret@example.org')).toBe('OTHER');
  expect(sqlOperation('')).toBe('OTHER');
  expect(sqlOperation('-- only a comment')).toBe('OTHER');
  expect(sqlOperation(undefined)).toBe('OTHER');
});

it('stays fast on text that consists of comments', () => {
  expect(sqlOperation(`${'/**/'.repeat(100_000)};`)).toBe('OTHER');
});
