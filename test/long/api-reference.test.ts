import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the API reference has a page for every public package and builds without warnings', async () => {
  const cwd = `${root}test/api-reference`;
  // Fails on the first warning: treatWarningsAsErrors.
  await promisify(execFile)(`${cwd}/node_modules/.bin/typedoc`, [], { cwd });
  const packages = globSync('packages/{core,legacy,sdk,testing,adapters/*,integrations/*}/package.json', { cwd: root });
  expect(packages.length).toBeGreaterThan(14);
  for (const path of packages) {
    const { name } = JSON.parse(readFileSync(root + path, 'utf8')) as { name: string };
    expect(existsSync(`${root}.cache/api-reference/modules/${name.replace(/[@/]/g, '_')}.html`)).toBe(true);
  }
});
