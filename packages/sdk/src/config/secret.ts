import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isTree } from './config-tree.ts';
import type { Environment } from './environment.ts';
import { Unresolved } from './unresolved.ts';

const SHOWN = '[secret]';

/** A value that no message, log or dump shows: `util.inspect` does not look into private fields. */
export class Secret {
  readonly #value: string;
  readonly #file: string | undefined;

  /** @param file that it was read from, absolute */
  constructor(value: string, file?: string) {
    this.#value = value;
    this.#file = file;
  }

  reveal(): string {
    return this.#value;
  }

  /** For a backend that reads it again when it has changed. */
  origin(): string | { readonly file: string } {
    return this.#file === undefined ? this.#value : { file: this.#file };
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }
}

/**
 * The secret that a text is, or that `{ env }` or `{ file }` names; anything else as it was.
 * @param folder where a relative file starts
 */
export function readSecret(value: unknown, env: Environment, folder: string): unknown {
  if (typeof value === 'string') return new Secret(value);
  if (!isTree(value) || Object.keys(value).length !== 1) return value;
  if (typeof value.env === 'string') {
    const text = env[value.env];
    const name = /^\w+$/.test(value.env) ? value.env : '(not the name of one)';
    return text ? new Secret(text) : new Unresolved(`environment variable ${name} is not set; set it`);
  }
  if (typeof value.file === 'string') return readSecretFile(value.file, folder);
  return value;
}

function readSecretFile(file: string, folder: string): Secret | Unresolved {
  const path = resolve(folder, file);
  try {
    return new Secret(readFileSync(path, 'utf8').replace(/\r?\n$/, ''), path);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return new Unresolved(`file ${file} cannot be read (${why}); the path starts at ${folder}`);
  }
}
