import { expect, test } from 'vitest';
import { attributesKey } from '../../src/otlp/attributes-key.ts';

test('ignores the order of attributes at any depth', () => {
  expect(attributesKey({ a: 1, b: { c: ['x'], d: null } })).toBe(attributesKey({ b: { d: null, c: ['x'] }, a: 1n }));
});

test('distinguishes types', () => {
  const keys = [200, '200', true, 'true', null, 'null', [1], '[1]', Buffer.from('1')].map((a) => attributesKey({ a }));
  expect(new Set(keys).size).toBe(keys.length);
});
