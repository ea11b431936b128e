import { expect, test } from 'vitest';
import { loopbackHost } from '../../src/loopback/loopback-address.ts';

test.each(['127.0.0.1', '127.0.0.2', '::1', 'localhost'])('%s is a loopback address', (host) => {
  expect(loopbackHost({ host })).toBe(host);
});

test.each(['0.0.0.0', '::', '', '192.168.0.1', '127.evil.example'])('"%s" is rejected', (host) => {
  expect(() => loopbackHost({ host })).toThrow(`host: "${host}" must be a loopback address`);
});
