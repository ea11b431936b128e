import { expect, it } from 'vitest';
import { serverAddress } from '../src/server-address.ts';

it.each([
  ['::1', ['::1', '[::1]', '0:0:0:0:0:0:0:1']],
  ['api.example.com', ['api.example.com', 'API.Example.com', 'api.example.com.']],
  ['fe80::1%eth0', ['fe80::1%eth0', 'FE80::1%eth0']],
  ['127.0.0.1', ['127.0.0.1']],
])('%s has one spelling', (address, spellings) => {
  expect(spellings.map(serverAddress)).toEqual(spellings.map(() => address));
});
