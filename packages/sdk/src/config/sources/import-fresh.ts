import * as nodeModule from 'node:module';
import { sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** By path: how often a module was imported. */
const loads = new Map<string, number>();

const identifier = /^(?!default$)[A-Za-z_$][\w$]*$/;

/**
 * Imports a module. A later call evaluates it and the files that it imports by relative paths again, so that changes in any of them
 * take effect; packages stay as they are. On Node before 22.15, files that an ES module imports stay as they are, too.
 */
export async function importFresh(path: string): Promise<unknown> {
  const url = pathToFileURL(path).href;
  const load = (loads.get(path) ?? 0) + 1;
  loads.set(path, load);
  if (load === 1) return await import(url);
  const query = `?bot-metrics-load=${load}`;
  const hooks = nodeModule.registerHooks?.({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const isRelative = /^(?:\.{0,2}\/|file:)/.test(specifier);
      const isOurs = isRelative && context.parentURL?.endsWith(query) === true && resolved.url.startsWith('file:');
      return isOurs ? { ...resolved, url: resolved.url + query } : resolved;
    },
    load(moduleUrl, context, next) {
      if (!moduleUrl.endsWith(query)) return next(moduleUrl, context);
      const loaded = next(moduleUrl, context);
      if (loaded.format !== 'commonjs') return loaded;
      return { format: 'module', source: wrapCommonJs(fileURLToPath(moduleUrl)), shortCircuit: true };
    },
  });
  forgetCommonJs(path);
  try {
    return await import(url + query);
  } finally {
    hooks?.deregister();
  }
}

/** An ES module that exports what a CommonJS module does now: Node would import the former exports again. */
function wrapCommonJs(path: string): string {
  forgetCommonJs(path);
  const require = nodeModule.createRequire(path);
  const exported: unknown = require(path);
  const names = typeof exported === 'object' && exported !== null ? Object.keys(exported).filter(isIdentifier) : [];
  return [
    "import { createRequire } from 'node:module';",
    `const exported = createRequire(${JSON.stringify(path)})(${JSON.stringify(path)});`,
    'export default exported;',
    `export const { ${names.join(', ')} } = exported ?? {};`,
  ].join('\n');
}

function isIdentifier(name: string): boolean {
  return identifier.test(name);
}

/** Removes a CommonJS module, and the files that it requires, from the cache. */
function forgetCommonJs(path: string): void {
  const { cache } = nodeModule.createRequire(import.meta.url);
  const forget = (file: string): void => {
    const known = cache[file];
    if (known === undefined || file.includes(`${sep}node_modules${sep}`)) return;
    delete cache[file];
    for (const { filename } of known.children) forget(filename);
  };
  forget(path);
}
