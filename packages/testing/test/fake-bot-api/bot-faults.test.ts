import { expect, test } from 'vitest';
import { BotFaults } from '../../src/fake-bot-api/bot-faults.ts';

const error = (code: number) => ({ kind: 'error', code, description: '' }) as const;

test('a fault applies to its method in any case, as often as requested', () => {
  const faults = new BotFaults();
  faults.add('sendMessage', error(500), 2);
  expect(faults.take('getMe')).toEqual([]);
  expect([1, 2, 3].map(() => faults.take('SENDMESSAGE').length)).toEqual([1, 1, 0]);
});

test('a star matches any method, and faults occur in the order in which they were added', () => {
  const faults = new BotFaults();
  faults.add('*', error(502));
  faults.add('getMe', error(500));
  expect([faults.take('getMe'), faults.take('getMe'), faults.take('getMe')]).toEqual([[error(502)], [error(500)], []]);
});

test('a delay and the following error apply to the same call', () => {
  const faults = new BotFaults();
  faults.add('getMe', { kind: 'delay', seconds: 1 });
  faults.add('getMe', error(500));
  expect(faults.take('getMe')).toEqual([{ kind: 'delay', seconds: 1 }, error(500)]);
});

test('an unlimited fault ends when the faults are cleared', () => {
  const faults = new BotFaults();
  faults.add('*', { kind: 'hangUp' }, Number.POSITIVE_INFINITY);
  expect([faults.take('a'), faults.take('b')]).toEqual([[{ kind: 'hangUp' }], [{ kind: 'hangUp' }]]);
  faults.clear();
  expect(faults.take('c')).toEqual([]);
});
