import { expect, test } from 'vitest';
import { taskErrorType } from '../src/task-error-type.ts';

test("uses an error's name, never its message", () => {
  expect(taskErrorType(new TypeError('user 42'))).toBe('TypeError');
  expect(taskErrorType(Object.assign(new Error('x'), { name: '' }))).toBe('error');
  expect(taskErrorType('user 42')).toBe('error');
});
