import type { LookupAddress } from 'node:dns';
import { FakeClock } from '@bot-metrics/testing';
import { expect, test, vi } from 'vitest';
import { Addresses } from '../../src/transports/addresses.ts';

const one = { address: '10.0.0.1', family: 4 };
const two = { address: '10.0.0.2', family: 4 };

function addressesOf(...answers: (LookupAddress[] | Error)[]) {
  const clock = new FakeClock();
  const resolve = vi.fn(async () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return answer ?? [];
  });
  return { clock, resolve, addresses: new Addresses('daemon', clock, resolve) };
}

test('each failure moves on to the next address, and from the last to the first', async () => {
  const { addresses } = addressesOf([one, two]);
  const chosen: string[] = [];
  for (let attempt = 0; attempt < 4; attempt++) {
    chosen.push((await addresses.choose()).address);
    addresses.failed();
  }
  expect(chosen).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.1', '10.0.0.2']);
});

test('a name that moves has lost its address, which is noticed within 60 seconds and with one look-up', async () => {
  const { clock, resolve, addresses } = addressesOf([one], [two]);
  await addresses.choose();
  await clock.advance(59);
  for (let send = 0; send < 5; send++) expect(await addresses.hasLost('10.0.0.1')).toBe(false);
  expect(resolve).toHaveBeenCalledTimes(1);
  await clock.advance(1);
  expect(await addresses.hasLost('10.0.0.1')).toBe(true);
  expect((await addresses.choose()).address).toBe('10.0.0.2');
});

test('a name with several addresses keeps the one in use as long as it has it', async () => {
  const { clock, addresses } = addressesOf([one, two], [two, one]);
  await addresses.choose();
  await clock.advance(60);
  expect(await addresses.hasLost('10.0.0.1')).toBe(false);
});

test.each([
  ['fails', new Error('queryA ETIMEOUT')],
  ['finds nothing', []],
])('an address in use stays when its look-up %s, and the next look-up is a minute later', async (_, answer) => {
  const { clock, resolve, addresses } = addressesOf([one], answer);
  await addresses.choose();
  await clock.advance(60);
  expect(await addresses.hasLost('10.0.0.1')).toBe(false);
  expect(await addresses.hasLost('10.0.0.1')).toBe(false);
  expect(resolve).toHaveBeenCalledTimes(2);
});

test('a host without an address rejects', async () => {
  await expect(addressesOf([]).addresses.choose()).rejects.toThrow('"daemon" has no address');
});
