import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/metrics.md`, 'utf8');

/** The first column of the catalogue that the command prints, without its heading. */
const printed = globSync('packages/cli/test/golden/catalogue-*.txt', { cwd: root }).flatMap((path) =>
  readFileSync(root + path, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(' ')[0] ?? ''),
);

/** Metrics that integrations define beside those of the services. */
const instrumented = globSync('packages/integrations/*/src/**/*.ts', { cwd: root }).flatMap((path) =>
  [
    ...readFileSync(root + path, 'utf8').matchAll(/\.(?:counter|upDownCounter|gauge|histogram|timer)\(\s*'([^']+)'/g),
  ].map(([, name = '']) => name),
);

test('docs/metrics.md lists every metric of the services and integrations', () => {
  expect(printed.length).toBeGreaterThan(60);
  expect(instrumented.length).toBeGreaterThan(8);
  expect([...new Set([...printed, ...instrumented])].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
