import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The path of a pinned Node, or of the running one if it has that major version. */
export function nodeOf(major: number): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const require = createRequire(new URL('nodes/package.json', import.meta.url));
  return join(dirname(require.resolve(`node${major}-${process.platform}-${process.arch}/package.json`)), 'bin', 'node');
}
