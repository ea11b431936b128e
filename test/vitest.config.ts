import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = globSync('packages/{*,adapters/*,integrations/*}/package.json', { cwd: root }).map(dirname).sort();

/** Maps every export of every package to its source, so that tests need no build and fail in readable code. */
const alias = folders.flatMap((folder) => {
  const { name, exports } = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));
  return Object.entries<{ types?: string }>(exports).flatMap(([path, target]) => {
    if (target.types === undefined) return [];
    const source = target.types.replace('./dist/', '/src/').replace(/\.d\.ts$/, '.ts');
    return [{ find: new RegExp(`^${name}${path.slice(1)}$`), replacement: `${root}${folder}${source}` }];
  });
});

export default defineConfig({
  root,
  test: {
    reporters: ['default', './test/closing-line.ts'],
    projects: [
      ...folders.map((folder) => ({
        resolve: { alias },
        test: { name: basename(folder), root: `${root}${folder}`, include: ['test/**/*.test.ts'] },
      })),
      { resolve: { alias }, test: { name: 'repo', root: `${root}test`, include: ['*.test.ts'], testTimeout: 60_000 } },
    ],
  },
});
