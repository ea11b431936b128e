import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ConfigSource } from './config-source.ts';
import { isTree } from './config-tree.ts';
import type { Environment } from './environment.ts';
import { configurationError } from './problem.ts';
import { yamlSource } from './yaml-source.ts';

const NAMES = ['ts', 'mjs', 'js', 'json', 'yaml', 'yml'].map((extension) => `bot-metrics.config.${extension}`);

/**
 * Settings from the named file, or from the first `bot-metrics.config.{ts,mjs,js,json,yaml,yml}` in `folder`; `undefined`
 * where there is none.
 *
 * @param file relative to `folder`; `false` looks for none
 * @throws BotMetricsError `invalid_configuration` for a file that cannot be read
 */
export async function configFileSource(
  file: string | false | undefined,
  folder: string,
  env: Environment,
): Promise<ConfigSource | undefined> {
  const name = file ?? NAMES.find((candidate) => existsSync(resolve(folder, candidate)));
  if (name === undefined || name === false) return undefined;
  const path = resolve(folder, name);
  const shown = shownPath(path, folder);
  if (!existsSync(path)) throw unreadable(shown, 'there is no such file');
  const isModule = /^\.[cm]?[jt]s$/.test(extname(path));
  return isModule
    ? moduleSource(await importDefault(path, shown), path, shown)
    : yamlSource(readFileSync(path, 'utf8'), shown, dirname(path), env);
}

function moduleSource(value: unknown, path: string, shown: string): ConfigSource {
  if (!isTree(value)) throw unreadable(shown, 'has no settings; write "export default defineConfig({ … })"');
  return { value, folder: dirname(path), where: () => shown };
}

async function importDefault(path: string, shown: string): Promise<unknown> {
  // The time makes a changed file a new module, for `reconfigure`.
  const url = `${pathToFileURL(path).href}?changed=${statSync(path).mtimeMs}`;
  try {
    const module: { default?: unknown } = await import(url);
    return module.default;
  } catch (error) {
    if (isUnknownExtension(error)) {
      const remedy = 'use Node 22.18 or later, or write it as .mjs, .json or .yaml';
      throw unreadable(shown, `Node ${process.versions.node} does not read TypeScript; ${remedy}`, error);
    }
    throw unreadable(shown, `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

function isUnknownExtension(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION';
}

function shownPath(path: string, folder: string): string {
  const short = relative(folder, path);
  return short.startsWith('..') ? path : short;
}

function unreadable(where: string, text: string, cause?: unknown): Error {
  return configurationError([{ path: [], where, text }], cause);
}
