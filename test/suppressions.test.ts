import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The two places where the public signatures need `any`. */
const allowed = ['packages/core/src/labels/label-schema.ts'];

test('nothing disables the type checker or the linter', () => {
  const marks = /@ts-(?:ignore|expect-error|nocheck)|biome-ignore|\bas any\b|: any\b|<any\b/;
  const files = globSync(['packages/**/{src,test}/**/*.ts', 'examples/*/src/**/*.ts', 'test/**/*.ts'], {
    cwd: root,
    exclude: (path) => String(path).includes('node_modules'),
  });
  const found = files.filter(
    (path) =>
      path !== 'test/suppressions.test.ts' && !allowed.includes(path) && marks.test(readFileSync(root + path, 'utf8')),
  );
  expect(files.length).toBeGreaterThan(300);
  expect(found).toEqual([]);
});
