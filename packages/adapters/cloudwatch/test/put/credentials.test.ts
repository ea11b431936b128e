import { afterEach, expect, test, vi } from 'vitest';
import { findCredentialProblems } from '../../src/put/credentials.ts';
import { problems } from '../problems.ts';

afterEach(() => void vi.unstubAllEnvs());

const right = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalr/hunter2+==',
  AWS_SESSION_TOKEN: 'FwoG/x==',
};

test.each([
  ['hunter2\n', 'received white space or quotes around it; remove them'],
  ['"hunter2"', 'received white space or quotes around it; remove them'],
  ['\ufeffhunter2', 'received white space or quotes around it; remove them'],
  ['AWS_SECRET_ACCESS_KEY=hunter2', 'received a name before it; remove everything up to "="'],
  ['hunter 2', 'received white space or another character that it cannot have; copy it again'],
])('the secret access key %j is refused with the fix', (value, mistake) => {
  const found = findCredentialProblems({ ...right, AWS_SECRET_ACCESS_KEY: value });
  expect(found).toEqual([{ path: [], text: `AWS_SECRET_ACCESS_KEY: expected only the value, ${mistake}` }]);
});

test('right credentials, no credentials and those of a profile are accepted', () => {
  expect(findCredentialProblems(right)).toEqual([]);
  expect(findCredentialProblems({ AWS_SESSION_TOKEN: '' })).toEqual([]);
  expect(findCredentialProblems({ AWS_SECRET_ACCESS_KEY: '"', AWS_PROFILE: 'shop' })).toEqual([]);
});

test('only a client of the backend uses them', () => {
  vi.stubEnv('AWS_PROFILE', '');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKID ');
  const text = 'expected only the value, received white space or quotes around it; remove them';
  expect(problems({})).toEqual([`AWS_ACCESS_KEY_ID: ${text}`]);
  expect(problems({ client: { send: async () => ({}) } })).toEqual([]);
  expect(problems({ mode: 'emf' })).toEqual([]);
});
