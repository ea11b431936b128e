import { expect, it } from 'vitest';
import { clientErrorType } from '../src/client-error-type.ts';

it.each([
  [Object.assign(new Error('secret'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  [Object.assign(new Error('secret'), { code: 'SQLITE_CONSTRAINT_UNIQUE' }), 'SQLITE_CONSTRAINT_UNIQUE'],
  [Object.assign(new Error('secret'), { code: 'no code: secret' }), 'Error'],
  [new DOMException('secret', 'AbortError'), 'AbortError'],
  [new TypeError('secret'), 'TypeError'],
  ['secret', 'error'],
])('%s has the type %s', (error, type) => {
  expect(clientErrorType(error)).toBe(type);
});
