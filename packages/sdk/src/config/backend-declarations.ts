import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { errorText } from '@bot-metrics/core';
import { type BackendDeclaration, isBackendDeclaration, showValue, suggest } from '@bot-metrics/core/options';
import { builtInBackends, loadBuiltIn } from '../adapters.ts';

/** The result of looking up a `type`. */
export interface FoundDeclaration {
  /** For a misspelled type, the declaration of the closest match, so that its options are checked too. */
  readonly declaration?: BackendDeclaration;
  readonly problem?: string;
}

const known = `${builtInBackends.map((name) => `"${name}"`).join(', ')}, a package or a path such as "./my-backend.js"`;
const packageName = /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*(?:\/[\w./~-]+)?$/;

/**
 * Finds the declaration of a type: a built-in one, or the export `backend` of a package or a module.
 * @param folder where relative paths and the look-up of packages start
 * @throws BotMetricsError `missing_package` for a built-in backend whose package is not installed
 */
export async function findDeclaration(type: unknown, folder: string): Promise<FoundDeclaration> {
  const received = `expected ${known}, received ${showValue(type)}`;
  if (typeof type !== 'string') return { problem: received };
  if (builtInBackends.includes(type)) return { declaration: await loadBuiltIn(type) };
  if (isPath(type)) {
    const path = type.startsWith('file:') ? fileURLToPath(type) : resolve(folder, type);
    return existsSync(path)
      ? importDeclaration(type, pathToFileURL(path).href)
      : { problem: `${showValue(type)} does not exist; relative paths start at ${folder}` };
  }
  const meant = suggest(type, builtInBackends);
  if (meant !== undefined) {
    return { problem: `${received}; did you mean "${meant}"?`, declaration: await loadBuiltIn(meant) };
  }
  const url = packageName.test(type) ? await resolvePackage(type, folder) : undefined;
  if (url !== undefined) return importDeclaration(type, url);
  return { problem: packageName.test(type) ? `${received}, which is not installed` : received };
}

function isPath(type: string): boolean {
  return /^\.{1,2}\//.test(type) || isAbsolute(type) || type.startsWith('file:');
}

/** Returns the URL that an `import` of the package in a file of `folder` would load. */
async function resolvePackage(name: string, folder: string): Promise<string | undefined> {
  const { resolve: resolveImport } = await import('import-meta-resolve');
  try {
    return resolveImport(name, pathToFileURL(join(folder, 'bot-metrics.config')).href);
  } catch {
    return undefined;
  }
}

async function importDeclaration(type: string, url: string): Promise<FoundDeclaration> {
  let module: { readonly backend?: unknown; readonly default?: unknown };
  try {
    module = await import(url);
  } catch (error) {
    return {
      problem: `${showValue(type)} cannot be loaded: ${errorText(error)}`,
    };
  }
  // The exports of a CommonJS module are under `default`.
  const { backend, default: byDefault } = module;
  const candidates = [backend, (byDefault as typeof module | undefined)?.backend, byDefault];
  const declaration = candidates.find(isBackendDeclaration);
  if (declaration !== undefined) return { declaration };
  return { problem: `${showValue(type)} exports no backend; write "export const backend = defineBackend({ … })"` };
}
