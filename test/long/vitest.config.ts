import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: {
    reporters: ['default', '../closing-line.ts'],
    include: ['*.test.ts'],
    testTimeout: 600_000,
    fileParallelism: false,
  },
});
