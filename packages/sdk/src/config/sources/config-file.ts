import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { configurationError } from '@bot-metrics/core/options';
import { isTree } from '../config-tree.ts';
import type { ConfigSource } from './config-source.ts';
import type { Environment } from './environment.ts';
import { readYamlSource } from './yaml-source.ts';

const NAMES = ['ts', 'mjs', 'js', 'json', 'yaml', 'yml'].map((extension) => `bot-metrics.config.${extension}`);

/**
 * Reads settings from the named file, or from the first `bot-metrics.config.{ts,mjs,js,json,yaml,yml}` in `folder`. Returns
 * `undefined` if no file was named and none is found.
 *
 * @param file relative to `folder`; `false` reads none
 * @throws BotMetricsError `invalid_configuration` for a file that cannot be read
 */
export async function readConfigFile(
  file: string | false | undefined,
  folder: string,
  env: Environment,
): Promise<ConfigSource | undefined> {
  const name = file ?? NAMES.find((candidate) => existsSync(resolve(folder, candidate)));
  if (name === undefined || name === false) return undefined;
  const path = resolve(folder, name);
  const shown = shortenPath(path, folder);
  if (!existsSync(path)) throw createFileError(shown, 'the file does not exist');
  const isModule = /^\.[cm]?[jt]s$/.test(extname(path));
  return isModule
    ? createModuleSource(await importDefault(path, shown), path, shown)
    : readYamlSource(readFileSync(path, 'utf8'), shown, dirname(path), env);
}

function createModuleSource(value: unknown, path: string, shown: string): ConfigSource {
  if (!isTree(value))
    throw createFileError(shown, 'must export settings as default; write "export default defineConfig({ … })"');
  return { value, name: shown, folder: dirname(path), where: () => shown };
}

async function importDefault(path: string, shown: string): Promise<unknown> {
  // The query lets `reconfigure` import a changed file again.
  const url = `${pathToFileURL(path).href}?changed=${statSync(path).mtimeMs}`;
  try {
    const module: { default?: unknown } = await import(url);
    return module.default;
  } catch (error) {
    if (isUnknownExtension(error)) {
      const remedy = 'use Node 22.18 or later, or write it as .mjs, .json or .yaml';
      throw createFileError(shown, `Node ${process.versions.node} does not read TypeScript; ${remedy}`, error);
    }
    throw createFileError(shown, `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

function isUnknownExtension(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION';
}

function shortenPath(path: string, folder: string): string {
  const short = relative(folder, path);
  return short.startsWith('..') ? path : short;
}

function createFileError(where: string, text: string, cause?: unknown): Error {
  return configurationError([{ path: [], where, text }], cause);
}
