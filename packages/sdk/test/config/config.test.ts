import { expect, test } from 'vitest';
import { defineConfig } from '../../src/index.ts';

test('defineConfig checks the types of a configuration and returns it unchanged', () => {
  const config = {
    service: { name: 'shop' },
    backends: { cloud: { type: 'otlp', interval: '60s', headers: { a: { env: 'TOKEN' } } }, old: { enabled: false } },
  } as const;

  expect(defineConfig(config)).toBe(config);
});
