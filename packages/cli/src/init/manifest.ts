import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Problem } from '../problem.ts';

/** The part of package.json that `init` uses. */
export interface Manifest {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Returns an empty manifest if there is no package.json. */
export function readManifest(cwd: string): Manifest {
  const file = resolve(cwd, 'package.json');
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  } catch (error) {
    throw new Problem('package_json', `package.json cannot be read: ${String(error)}`, { cause: error });
  }
}

/** The package name without its scope, else the folder name. */
export function serviceName({ name }: Manifest, cwd: string): string {
  return name?.replace(/^@[^/]+\//, '') || basename(cwd) || 'my-service';
}
