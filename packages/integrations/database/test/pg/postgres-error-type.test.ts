import { expect, it } from 'vitest';
import { postgresErrorType } from '../../src/pg/postgres-error-type.ts';

function errorWith(code: unknown, name = 'error'): Error {
  return Object.assign(new Error('duplicate key (email)=(a@b.c)'), { code, name });
}

it('is the class of the SQLSTATE', () => {
  expect(postgresErrorType(errorWith('23505'))).toBe('23');
  expect(postgresErrorType(errorWith('P0001'))).toBe('P0');
  expect(postgresErrorType(errorWith('XX000'))).toBe('XX');
});

it('is the code of a system error, five letters or not', () => {
  expect(postgresErrorType(errorWith('EPIPE', 'Error'))).toBe('EPIPE');
  expect(postgresErrorType(errorWith('ECONNRESET', 'Error'))).toBe('ECONNRESET');
});

it('is the name of any other error', () => {
  expect(postgresErrorType(new TypeError('x'))).toBe('TypeError');
  expect(postgresErrorType(errorWith('something of 42', 'AggregateError'))).toBe('AggregateError');
  expect(postgresErrorType(errorWith(20, 'AbortError'))).toBe('AbortError');
  expect(postgresErrorType('thrown text')).toBe('error');
});
