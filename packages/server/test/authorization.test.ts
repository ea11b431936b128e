import { expect, it, vi } from 'vitest';
import { Authorization } from '../src/authorization.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

it.each([
  ['the right credentials', basic('prom:s3cret:x'), true],
  ['the scheme in another case', basic('prom:s3cret:x').replace('Basic', 'BASIC'), true],
  ['a wrong password', basic('prom:s3cret'), false],
  ['a wrong name', basic('admin:s3cret:x'), false],
  ['another scheme', basic('prom:s3cret:x').replace('Basic', 'Bearer'), false],
  ['no scheme', basic('prom:s3cret:x').replace('Basic ', ''), false],
  ['nothing', undefined, false],
  ['garbage', 'Basic !!! ???', false],
])('a user name and a password are compared with %s', async (_, header, allowed) => {
  expect(await new Authorization({ username: 'prom', password: 's3cret:x' }).allows(header)).toBe(allowed);
});

it.each([
  ['Bearer t0ken', true],
  ['bearer t0ken', true],
  ['Bearer t0ke', false],
  ['Basic t0ken', false],
  ['Bearer', false],
])('a token is compared with %s', async (header, allowed) => {
  expect(await new Authorization({ token: 't0ken' }).allows(header)).toBe(allowed);
});

it('reads a secret again after a mismatch, but not for each of many guesses', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  let token = 'first';
  let reads = 0;
  const authorization = new Authorization({
    token: async () => {
      reads += 1;
      return token;
    },
  });
  expect(await authorization.allows('Bearer first')).toBe(true);
  token = 'second';
  vi.advanceTimersByTime(1000);
  expect(await authorization.allows('Bearer second')).toBe(true);
  expect(await authorization.allows('Bearer first')).toBe(false);
  for (let i = 0; i < 100; i++) expect(await authorization.allows(`Bearer ${i}`)).toBe(false);
  expect(reads).toBe(2);
  vi.useRealTimers();
});
