import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: {
    reporters: ['default', '../closing-line.ts'],
    include: ['*.test.ts'],
    globalSetup: ['./install-servers.ts', './install-databases.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
