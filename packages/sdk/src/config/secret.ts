import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UnreadableValue } from '@bot-metrics/core/options';
import { type ConfigTree, isTree } from './config-tree.ts';
import type { Environment } from './sources/environment.ts';

/** A value that no message, log or dump shows: `util.inspect` does not look into private fields. */
export class Secret {
  readonly #text: string;
  readonly #read: () => string;

  /** @param read reads it again; @default the same text */
  constructor(text: string, read: () => string = () => text) {
    this.#text = text;
    this.#read = read;
  }

  /** The text when the configuration was read. */
  get text(): string {
    return this.#text;
  }

  /** Reads the secret again, for an adapter whose credentials were refused. Throws if it cannot be read. */
  get reader(): () => string {
    return this.#read;
  }

  /** Equal for equal texts, and of no use to anybody who sees it. */
  get fingerprint(): string {
    return createHash('sha256').update(this.#text).digest('hex');
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }
}

/**
 * Reads the secret that a text is, or that `{ env }` or `{ file }` refers to. Returns any other value as it is, and an
 * `UnreadableValue` where the reference leads nowhere.
 * @param folder where a relative path starts
 */
export function readReference(value: unknown, env: Environment, folder: string): unknown {
  if (typeof value === 'string') return new Secret(value);
  if (!isReference(value)) return value;
  return 'env' in value ? readVariable(value.env, env) : readSecretFile(value.file, folder);
}

/** `{ env: NAME }` or `{ file: PATH }`. */
export function isReference(value: unknown): value is { readonly env: string } | { readonly file: string } {
  if (!isTree(value)) return false;
  const [[key, place] = [], ...others] = Object.entries(value);
  return others.length === 0 && (key === 'env' || key === 'file') && typeof place === 'string';
}

function readVariable(name: string, env: Environment): Secret | UnreadableValue {
  const text = env[name];
  if (text) return new Secret(text, () => env[name] || text);
  // A secret written in the place of the name must not be shown.
  const shown = /^\w{1,64}$/.test(name) ? name : '(not a valid name)';
  return new UnreadableValue(`environment variable ${shown} is not set; set it`);
}

function readSecretFile(file: string, folder: string): Secret | UnreadableValue {
  const path = resolve(folder, file);
  const read = (): string => readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  try {
    return new Secret(read(), read);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return new UnreadableValue(`file ${file} cannot be read (${why}); relative paths start at ${folder}`);
  }
}

/** A copy of a tree in which every leaf is replaced; the items of a list are leaves of it. */
export function mapValues(tree: ConfigTree, replace: (value: unknown) => unknown): ConfigTree {
  const mapValue = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(mapValue);
    return isTree(value) ? mapValues(value, replace) : replace(value);
  };
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, mapValue(value)]));
}
