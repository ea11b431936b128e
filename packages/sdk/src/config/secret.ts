import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { cleanPasted, UnreadableValue } from '@bot-metrics/core/options';
import { isTree } from './config-tree.ts';
import type { Environment } from './sources/environment.ts';

/** A value that no message, log or dump shows. `util.inspect` does not show private fields. */
export class Secret {
  readonly #text: string;
  readonly #read: () => string;

  /** @param read reads the secret again; @default returns `text` */
  constructor(text: string, read: () => string = () => text) {
    this.#text = text;
    this.#read = read;
  }

  /** The text at the time the configuration was read. */
  get text(): string {
    return this.#text;
  }

  /** Reads the secret again, for an adapter whose credentials were refused. Throws if it cannot be read. */
  get reader(): () => string {
    return this.#read;
  }

  /** Equal for equal texts, and does not reveal them. */
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
 * Turns a text, `{ env }` or `{ file }` into a `Secret`, without what copying adds around it. Returns an `UnreadableValue` if the variable or file is missing, and any
 * other value unchanged.
 * @param folder where relative paths start
 */
export function resolveSecret(value: unknown, env: Environment, folder: string): unknown {
  if (typeof value === 'string') return new Secret(cleanPasted(value));
  if (!isReference(value)) return value;
  return 'env' in value ? readVariable(value.env, env) : readSecretFile(value.file, folder);
}

/** Whether a value is `{ env: NAME }` or `{ file: PATH }`. */
export function isReference(value: unknown): value is { readonly env: string } | { readonly file: string } {
  if (!isTree(value)) return false;
  const [[key, place] = [], ...others] = Object.entries(value);
  return others.length === 0 && (key === 'env' || key === 'file') && typeof place === 'string';
}

function readVariable(name: string, env: Environment): Secret | UnreadableValue {
  const text = env[name];
  if (text) return new Secret(cleanPasted(text), () => cleanPasted(env[name] || text));
  // The user may have written the secret itself instead of the name.
  const shown = /^\w{1,64}$/.test(name) ? name : '(not a valid name)';
  return new UnreadableValue(`environment variable ${shown} is not set; set it`);
}

function readSecretFile(file: string, folder: string): Secret | UnreadableValue {
  const path = resolve(folder, file);
  const read = (): string => cleanPasted(decode(readFileSync(path)));
  try {
    return new Secret(read(), read);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return new UnreadableValue(`file ${file} cannot be read (${why}); relative paths start at ${folder}`);
  }
}

/** Decodes UTF-8, or UTF-16 with the byte order mark that Windows PowerShell writes. */
function decode(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe') return bytes.toString('utf16le');
  if (mark === 'feff' && bytes.length % 2 === 0) return Buffer.from(bytes).swap16().toString('utf16le');
  return bytes.toString('utf8');
}
