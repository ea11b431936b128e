import { expect, it } from 'vitest';
import { redisOperation } from '../../src/redis/redis-operation.ts';

it.each([
  ['get', ['key'], 'GET'],
  ['HSET', ['key', 'field', '?'], 'HSET'],
  ['multi', [], 'MULTI'],
  ['xread', ['COUNT', '2', 'STREAMS', 's', '0'], 'XREAD'],
  ['user:42:secret', [], 'OTHER'],
  ['FT.SEARCH', ['index'], 'OTHER'],
])('%s %j is %s', (command, args, operation) => {
  expect(redisOperation(command, args)).toBe(operation);
});

it.each([
  ['hello', ['3']],
  ['auth', ['?']],
  ['client', ['SETINFO']],
  ['info', []],
  ['bzpopmin', ['queue', '5']],
  ['XREADGROUP', ['GROUP', 'g', 'c', 'block', '1000', 'STREAMS', 's', '>']],
])('%s %j is not measured', (command, args) => {
  expect(redisOperation(command, args)).toBeUndefined();
});
