import { expect, it } from 'vitest';
import { redisErrorType } from '../../src/redis/redis-error-type.ts';

it.each([
  [new Error('WRONGTYPE Operation against a key holding the wrong kind of value'), 'WRONGTYPE'],
  [new Error("ERR unknown command 'secret'"), 'ERR'],
  [new Error('SECRETPREFIX from a script'), 'Error'],
  [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  [undefined, 'error'],
])('%s has the type %s', (error, type) => {
  expect(redisErrorType(error)).toBe(type);
});
