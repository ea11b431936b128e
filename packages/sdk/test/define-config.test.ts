import { expect, test } from 'vitest';
import { defineConfig } from '../src/index.ts';

test('a configuration is typed and comes back as it was', () => {
  const config = {
    service: { name: 'shop' },
    backends: { cloud: { type: 'otlp', interval: '60s', headers: { a: { env: 'TOKEN' } } }, old: { enabled: false } },
  } as const;

  expect(defineConfig(config)).toBe(config);
});
