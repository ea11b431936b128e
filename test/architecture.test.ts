import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Breach, findBreaches, findCircles, findRoomCircles, type Source } from './architecture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources: Source[] = globSync('packages/{*,adapters/*,integrations/*}/src/**/*.ts', { cwd: root }).map((path) => ({
  path,
  text: readFileSync(root + path, 'utf8'),
}));

const breach = (path: string, text: string): Breach[] => findBreaches([{ path, text }]);

describe('the dependency rule', () => {
  test('holds for every source file', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(findBreaches(sources)).toEqual([]);
  });

  test.each([
    ['core imports a package', 'packages/core/src/metrics.ts', "import { x } from '@opentelemetry/api';"],
    ['core imports Node', 'packages/core/src/metrics.ts', "import { createHash } from 'node:crypto';"],
    ['core reads the process', 'packages/core/src/metrics.ts', 'const environment = process.env;'],
    ['core loads lazily', 'packages/core/src/metrics.ts', "await import('@bot-metrics/prometheus');"],
    [
      'an adapter imports another',
      'packages/adapters/statsd/src/x.ts',
      "import type { X } from '@bot-metrics/prometheus';",
    ],
    ['prometheus imports otel', 'packages/adapters/prometheus/src/x.ts', "import { X } from '@bot-metrics/otel';"],
    ['an adapter imports the sdk', 'packages/adapters/otlp/src/x.ts', "export { x } from '@bot-metrics/sdk';"],
    ['an integration imports an adapter', 'packages/integrations/http/src/x.ts', "import '@bot-metrics/prometheus';"],
    ['an integration imports its host', 'packages/integrations/telegram/src/x.ts', "import { Bot } from 'grammy';"],
    ['an integration imports the sdk', 'packages/integrations/http/src/x.ts', "import { x } from '@bot-metrics/sdk';"],
    [
      'the Nest module imports an adapter',
      'packages/integrations/nestjs/src/x.ts',
      "import '@bot-metrics/prometheus';",
    ],
    ['the sdk imports an adapter eagerly', 'packages/sdk/src/x.ts', "import { X } from '@bot-metrics/otlp';"],
    ['the command imports an adapter', 'packages/cli/src/x.ts', "import { X } from '@bot-metrics/otlp';"],
    ['the server imports an adapter', 'packages/server/src/x.ts', "import { X } from '@bot-metrics/prometheus';"],
    ['an integration imports the server', 'packages/integrations/http/src/x.ts', "import '@bot-metrics/server';"],
    ['testing imports an adapter', 'packages/testing/src/x.ts', "import { X } from '@bot-metrics/otlp';"],
    ['a package reaches into another', 'packages/adapters/otlp/src/x.ts', "import { X } from '../../otel/src/x.ts';"],
  ])('rejects: %s', (_, path, text) => {
    expect(breach(path, text)).toHaveLength(1);
  });

  test.each([
    ['an adapter imports core', 'packages/adapters/statsd/src/x.ts', "import { X } from '@bot-metrics/core/options';"],
    ['an adapter imports encoding', 'packages/adapters/prometheus/src/x.ts', "import '@bot-metrics/core/encoding';"],
    [
      'an adapter imports the server',
      'packages/adapters/prometheus/src/x.ts',
      "import { X } from '@bot-metrics/server';",
    ],
    ['the sdk imports the server', 'packages/sdk/src/x.ts', "import { X } from '@bot-metrics/server';"],
    ['otlp imports otel', 'packages/adapters/otlp/src/x.ts', "import { X } from '@bot-metrics/otel';"],
    [
      'an integration imports types of its host',
      'packages/integrations/telegram/src/x.ts',
      "import type { Bot } from 'grammy';",
    ],
    [
      'the Nest module imports the sdk',
      'packages/integrations/nestjs/src/x.ts',
      "import { x } from '@bot-metrics/sdk';",
    ],
    ['the command imports the sdk', 'packages/cli/src/x.ts', "import { x } from '@bot-metrics/sdk/config';"],
    ['the sdk loads an adapter', 'packages/sdk/src/x.ts', "const x = await import('@bot-metrics/otlp');"],
    [
      'a comment mentions a package',
      'packages/core/src/x.ts',
      "// as import { x } from '@opentelemetry/api' would\n/** process */",
    ],
  ])('allows: %s', (_, path, text) => {
    expect(breach(path, text)).toEqual([]);
  });
});

describe('circles', () => {
  const files = (...paths: string[]): Source[] =>
    paths.map((path, i) => ({
      path,
      text: `import type { X } from '${paths[1 - i]!.replace('packages/core/src', '..')}';`,
    }));

  test('no two files of a package import each other, not even types', () => {
    expect(findCircles(sources)).toEqual([]);
  });

  test('no two rooms of core import each other', () => {
    expect(findRoomCircles(sources.filter(({ path }) => path.startsWith('packages/core/')))).toEqual([]);
  });

  test('are found between files, and between rooms', () => {
    const [a, b] = ['packages/core/src/a/x.ts', 'packages/core/src/b/y.ts'];
    expect(findCircles(files(a, b))).toEqual([`${a} and ${b}`]);
    expect(findRoomCircles(files(a, b))).toEqual(['packages/core/src/a and packages/core/src/b']);
    expect(findCircles(files(a, b).slice(1))).toEqual([]);
  });
});

test('core and testing depend on no package', () => {
  for (const name of ['core', 'testing']) {
    const { dependencies = {} } = JSON.parse(readFileSync(`${root}packages/${name}/package.json`, 'utf8'));
    expect(Object.keys(dependencies).filter((dependency) => dependency !== '@bot-metrics/core')).toEqual([]);
  }
});

test('every package imports only packages named in its own package.json', () => {
  const undeclared = sources.flatMap(({ path, text }) => {
    const folder = /^packages\/(?:adapters\/|integrations\/)?[^/]+/.exec(path)?.[0];
    const manifest = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));
    const named = { ...manifest.dependencies, ...manifest.peerDependencies };
    return [...text.matchAll(/(?:from|import\()\s*'((?:@[\w-]+\/)?[a-z][\w.-]*)[^']*'/g)]
      .map(([, name = '']) => name)
      .filter((name) => !isBuiltin(name) && !name.startsWith('node') && !(name in named))
      .map((name) => `${path}: ${name}`);
  });
  expect(undeclared).toEqual([]);
});
