import { stripTypeScriptTypes } from 'node:module';
import { dirname, normalize } from 'node:path';

/** A source file with its path in the repository. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** An import in the wrong direction, or a global that core must not use. */
export interface Breach {
  readonly path: string;
  readonly what: string;
}

/** The one other adapter that an adapter may import. */
const adapterPairs: Readonly<Record<string, string>> = {
  otlp: '@bot-metrics/otel',
  datadog: '@bot-metrics/statsd',
};

interface Import {
  readonly name: string;
  readonly kind: 'type' | 'static' | 'lazy';
}

/** Finds violations of the dependency rule in docs/architecture.md#dependency-rule. */
export function findBreaches(sources: readonly Source[]): Breach[] {
  return sources.flatMap(({ path, text }) => {
    const wrong = listImports(text).filter((one) => !isAllowed(path, one));
    const breaches = wrong.map(({ name, kind }) => ({ path, what: `${kind} import of ${name}` }));
    if (isCore(path) && /\bprocess\b/.test(extractCode(text))) breaches.push({ path, what: 'process' });
    return breaches;
  });
}

/** Pairs of files that import each other, types included, in the order of their paths. */
export function findCircles(sources: readonly Source[]): string[] {
  const imports = new Map(sources.map(({ path, text }) => [path, findRelativeImports(path, text)]));
  return findMutualImports(imports);
}

/** Pairs of folders of which files import each other. Each file at the root of `src` counts as a folder of its own. */
export function findRoomCircles(sources: readonly Source[]): string[] {
  const imports = new Map<string, Set<string>>();
  for (const { path, text } of sources) {
    const room = findRoom(path);
    const known = imports.get(room) ?? new Set();
    imports.set(room, known);
    for (const imported of findRelativeImports(path, text)) known.add(findRoom(imported));
  }
  return findMutualImports(imports);
}

function findRelativeImports(path: string, text: string): Set<string> {
  const relative = listImports(text).filter(({ name }) => name.startsWith('.'));
  return new Set(relative.map(({ name }) => normalize(`${dirname(path)}/${name}`)));
}

function findRoom(path: string): string {
  return dirname(path).endsWith('/src') ? path : dirname(path);
}

function findMutualImports(imports: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const circles: string[] = [];
  for (const [from, names] of imports) {
    for (const to of names) if (from < to && imports.get(to)?.has(from)) circles.push(`${from} and ${to}`);
  }
  return circles.sort();
}

function isAllowed(path: string, { name, kind }: Import): boolean {
  const folder = /^packages\/(?:adapters\/|integrations\/)?[^/]+\/src\//.exec(path)?.[0] ?? '';
  if (name.startsWith('.')) return normalize(`${dirname(path)}/${name}`).startsWith(folder);
  if (isCore(path)) return false;
  if (/^(?:@bot-metrics\/core(?:$|\/)|node:)/.test(name)) return true;
  const ours = name.startsWith('@bot-metrics/');
  if (path.startsWith('packages/testing/') || path.startsWith('packages/server/')) return false;
  if (path.startsWith('packages/cli/')) return !ours || /^@bot-metrics\/sdk(?:\/|$)/.test(name);
  if (path.startsWith('packages/sdk/'))
    return !ours || name === '@bot-metrics/server' || kind === 'lazy' || kind === 'type';
  if (path.startsWith('packages/integrations/nestjs/')) return name === '@bot-metrics/sdk' || name === '@nestjs/common';
  if (path.startsWith('packages/integrations/')) return !ours && kind === 'type';
  const adapter = /^packages\/adapters\/([^/]+)/.exec(path)?.[1] ?? '';
  return !ours || name === '@bot-metrics/server' || name === adapterPairs[adapter];
}

function isCore(path: string): boolean {
  return path.startsWith('packages/core/');
}

function listImports(text: string): Import[] {
  const code = withoutComments(text);
  const statements = [...code.matchAll(/^\s*(?:import|export)\s(type\s)?(?:[^;='"]*?\sfrom\s+)?'([^']+)'/gm)];
  const lazy = [...code.matchAll(/\bimport\(\s*'([^']+)'/g)];
  return [
    ...statements.map(([, type, name = '']) => ({ name, kind: type === undefined ? 'static' : 'type' }) as const),
    ...lazy.map(([, name = '']) => ({ name, kind: 'lazy' }) as const),
  ];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** The code without types, comments and string contents. */
function extractCode(text: string): string {
  return withoutComments(stripTypeScriptTypes(text)).replace(/'[^'\n]*'|`[^`]*`/g, "''");
}
