import { expect, test } from 'vitest';
import { defineConfig } from '../src/index.ts';

test('a configuration is typed and comes back as it was', () => {
  const config = {
    service: { name: 'shop' },
    backends: { cloud: { type: 'otlp', interval: '60s', headers: { a: { env: 'TOKEN' } } }, old: { enabled: false } },
  } as const;
  const mistakes = [
    // @ts-expect-error: no such type
    defineConfig({ backends: { a: { type: 'promtheus' } } }),
    // @ts-expect-error: no such key
    defineConfig({ backends: { a: { type: 'prometheus', prot: 1 } } }),
    // @ts-expect-error: no such unit
    defineConfig({ backends: { a: { type: 'otlp', interval: '60 parsecs' } } }),
  ];

  expect(defineConfig(config)).toBe(config);
  expect(mistakes).toHaveLength(3);
});
