import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, relative, resolve } from 'node:path';
import { errorText } from '@bot-metrics/core';
import { configurationError, showKind } from '@bot-metrics/core/options';
import { isTree } from '../config-tree.ts';
import type { ConfigSource } from './config-source.ts';
import type { Environment } from './environment.ts';
import { importFresh } from './import-fresh.ts';
import { readYamlSource } from './yaml-source.ts';

const NAMES = ['ts', 'mjs', 'js', 'json', 'yaml', 'yml'].map((extension) => `bot-metrics.config.${extension}`);

/**
 * Reads settings from the named file, or from the `bot-metrics.config.{ts,mjs,js,json,yaml,yml}` in `folder`. Returns `undefined` if
 * no file was named and none is found.
 *
 * @param file relative to `folder`; `false` reads none
 * @throws BotMetricsError `invalid_configuration` for a file that cannot be read, or several files of which none is named
 */
export async function readConfigFile(
  file: string | false | undefined,
  folder: string,
  env: Environment,
): Promise<ConfigSource | undefined> {
  const name = file ?? findFile(folder);
  if (name === undefined || name === false) return undefined;
  const path = resolve(folder, name);
  const shown = shortenPath(path, folder);
  if (!existsSync(path)) throw createFileError(shown, 'the file does not exist');
  // Reading a pipe could wait for ever.
  if (!statSync(path).isFile()) throw createFileError(shown, 'expected a file, found a folder, a pipe or a device');
  const isModule = /^\.[cm]?[jt]s$/.test(extname(path));
  return isModule
    ? createModuleSource(await importDefault(path, shown), path, shown)
    : readYamlSource(readText(path, shown), shown, dirname(path), env);
}

/** The path of a configuration file in a folder above, for a hint; `undefined` if there is none. */
export function findFileAbove(folder: string): string | undefined {
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above)) {
    const name = NAMES.find((candidate) => existsSync(resolve(above, candidate)));
    if (name !== undefined) return relative(folder, resolve(above, name));
  }
  return undefined;
}

function findFile(folder: string): string | undefined {
  const found = NAMES.filter((candidate) => existsSync(resolve(folder, candidate)));
  if (found.length > 1) {
    const text = `expected one configuration file, found ${found.join(' and ')}; remove one, or name one in BOT_METRICS_CONFIG_FILE`;
    throw createFileError(folder, text);
  }
  return found[0];
}

/** The text of a UTF-8 file, without a byte order mark. */
function readText(path: string, shown: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw createFileError(shown, `the file cannot be read (${code})`, error);
  }
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || bytes.includes(0);
  try {
    if (!isUtf16) return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // The error says nothing more.
  }
  const remedy = 'save it as UTF-8, in PowerShell with "Set-Content -Encoding utf8"';
  throw createFileError(
    shown,
    `expected UTF-8 text, found ${isUtf16 ? 'UTF-16 or binary data' : 'another encoding'}; ${remedy}`,
  );
}

function createModuleSource(value: unknown, path: string, shown: string): ConfigSource {
  if (!isTree(value)) {
    const remedy = 'write "export default defineConfig({ … })"';
    throw createFileError(shown, `expected settings as the default export, found ${showKind(value)}; ${remedy}`);
  }
  return { value, name: shown, folder: dirname(path), where: () => shown };
}

async function importDefault(path: string, shown: string): Promise<unknown> {
  try {
    const module = await importFresh(path);
    const { default: value } = module as { default?: unknown };
    // What compilers make of `export default` in CommonJS.
    return isTree(value) && isTree(value.default) ? value.default : value;
  } catch (error) {
    if (isUnknownExtension(error)) {
      const remedy = 'use Node 22.18 or later, or write it as .mjs, .json or .yaml';
      throw createFileError(shown, `Node ${process.versions.node} does not read TypeScript; ${remedy}`, error);
    }
    throw createFileError(shown, `cannot be loaded: ${errorText(error)}`, error);
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
