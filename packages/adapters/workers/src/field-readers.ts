/**
 * Reads a value that another process sent: returns a copy, or throws an error that names the field and what it should be. The error
 * shows no text of the message, which may contain anything.
 */
export type Reader<T> = (value: unknown, path: string) => T;

/** The fields of an object, each read by its own reader. A field that throws when it is read counts as malformed. */
export class Fields {
  readonly #object: object;
  readonly #path: string;

  constructor(value: unknown, path = '') {
    if (typeof value !== 'object' || value === null) throw unexpected(path, 'an object', value);
    this.#object = value;
    this.#path = path;
  }

  read<T>(name: string, reader: Reader<T>): T {
    return reader((this.#object as Record<string, unknown>)[name], this.#path === '' ? name : `${this.#path}.${name}`);
  }
}

export function text(min: number, max: number): Reader<string> {
  return (value, path) => {
    if (typeof value === 'string' && value.length >= min && value.length <= max) return value;
    throw unexpected(path, `a text of ${min} to ${max} characters`, value);
  };
}

export function oneOf<T extends string>(...known: readonly T[]): Reader<T> {
  return (value, path) => {
    const found = known.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    throw unexpected(path, known.join(', '), value);
  };
}

export function finite(min: number = -Number.MAX_VALUE): Reader<number> {
  return (value, path) => {
    if (typeof value === 'number' && Number.isFinite(value) && value >= min) return value;
    throw unexpected(path, min === 0 ? 'a finite number, 0 or more' : 'a finite number', value);
  };
}

export function whole(min: number, max: number): Reader<number> {
  return (value, path) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw unexpected(path, `a whole number from ${min} to ${max}`, value);
  };
}

/** A list. Its length is checked before an item is read. */
export function list<T>(max: number, read: Reader<T>): Reader<T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length > max) throw unexpected(path, `a list of at most ${max} items`, value);
    // Not `map`, which leaves out holes.
    return Array.from({ length: value.length }, (_, i) => read(value[i], `${path}[${i}]`));
  };
}

export function optional<T>(read: Reader<T>): Reader<T | undefined> {
  return (value, path) => (value === undefined ? undefined : read(value, path));
}

export function unexpected(path: string, expected: string, received: unknown): Error {
  return new Error(`${path === '' ? 'message' : path}: expected ${expected}, received ${describe(received)}`);
}

function describe(value: unknown): string {
  if (typeof value === 'number' || value === null || value === undefined) return `${value}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
