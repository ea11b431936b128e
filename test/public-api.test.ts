import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { publicDeclarations } from './public-api.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Every entry point of every package: `@bot-metrics/telegram/grammy`, … */
const entryPoints = globSync('packages/{*,adapters/*,integrations/*}/package.json', { cwd: root })
  .sort()
  .flatMap((path) => {
    const { name, exports } = JSON.parse(readFileSync(root + path, 'utf8')) as {
      name: string;
      exports: Record<string, { types?: string }>;
    };
    return Object.entries(exports).flatMap(([subpath, { types }]) =>
      types === undefined ? [] : [{ name: name + subpath.slice(1), file: `${root}${dirname(path)}/${types}` }],
    );
  });

describe.each(entryPoints)('the public API of $name', ({ name, file }) => {
  test('changes only together with its list, which `vitest -u` writes', async () => {
    const declarations = publicDeclarations(file);
    expect(declarations.length).toBeGreaterThan(0);
    const list = `${declarations.map(({ text }) => text.trim()).join('\n\n')}\n`;
    await expect(list).toMatchFileSnapshot(`public-api/${name.replace('@bot-metrics/', '').replace('/', '.')}.txt`);
  });

  test('has a doc comment for every name', () => {
    const bare = publicDeclarations(file).filter(({ documented }) => !documented);
    expect(bare.map((declaration) => declaration.name)).toEqual([]);
  });
});
