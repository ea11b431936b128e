import type { MessageReader } from './message-reader.ts';

/** A message in the JSON mapping of proto3, with OTLP's two deviations: ids are hexadecimal, enums are numbers. */
export class JsonMessage implements MessageReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #path: string;

  /** `path` locates the message in errors. Throws an `Error` unless `value` is an object. */
  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(path, value, 'an object');
    this.#fields = { ...value };
    this.#path = path;
  }

  string(number: number, name: string): string {
    return this.optionalString(number, name) ?? '';
  }

  optionalString(_number: number, name: string): string | undefined {
    return this.#read(name, 'a string', (value) => (typeof value === 'string' ? value : undefined));
  }

  bool(_number: number, name: string): boolean | undefined {
    return this.#read(name, 'true or false', (value) => (typeof value === 'boolean' ? value : undefined));
  }

  double(_number: number, name: string): number | undefined {
    return this.#read(name, 'a number', parseDouble);
  }

  uint32(_number: number, name: string): number {
    return this.#read(name, 'a whole number', (value) => (Number.isInteger(value) ? Number(value) : undefined)) ?? 0;
  }

  sint32(number: number, name: string): number {
    return this.uint32(number, name);
  }

  int64(_number: number, name: string): bigint | undefined {
    return this.#read(name, 'a whole number, as a string of digits', parseWholeNumber);
  }

  fixed64(number: number, name: string): bigint | undefined {
    return this.int64(number, name);
  }

  sfixed64(number: number, name: string): bigint | undefined {
    return this.int64(number, name);
  }

  bytes(number: number, name: string): Buffer | undefined {
    const text = this.optionalString(number, name);
    return text === undefined ? undefined : Buffer.from(text, 'base64');
  }

  id(_number: number, name: string): string {
    return this.#read(name, 'hexadecimal digits', parseId) ?? '';
  }

  doubles(_number: number, name: string): number[] {
    return this.#list(name).map((value, index) => {
      const double = parseDouble(value);
      if (double === undefined) throw wrongType(`${this.#path}.${name}[${index}]`, value, 'a number');
      return double;
    });
  }

  fixed64s(_number: number, name: string): bigint[] {
    return this.#list(name).map((value, index) => {
      const whole = parseWholeNumber(value);
      if (whole === undefined) throw wrongType(`${this.#path}.${name}[${index}]`, value, 'a whole number');
      return whole;
    });
  }

  uint64s(number: number, name: string): bigint[] {
    return this.fixed64s(number, name);
  }

  message(_number: number, name: string): MessageReader | undefined {
    const value = this.#fields[name];
    return value === undefined || value === null ? undefined : new JsonMessage(value, `${this.#path}.${name}`);
  }

  messages(_number: number, name: string): MessageReader[] {
    return this.#list(name).map((value, index) => new JsonMessage(value, `${this.#path}.${name}[${index}]`));
  }

  /** `null` means absent, as the mapping requires. */
  #read<T>(name: string, expected: string, parse: (value: unknown) => T | undefined): T | undefined {
    const value = this.#fields[name];
    if (value === undefined || value === null) return undefined;
    const parsed = parse(value);
    if (parsed === undefined) throw wrongType(`${this.#path}.${name}`, value, expected);
    return parsed;
  }

  #list(name: string): readonly unknown[] {
    const value = this.#fields[name] ?? [];
    if (!Array.isArray(value)) throw wrongType(`${this.#path}.${name}`, value, 'an array');
    return value;
  }
}

function parseDouble(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  return typeof value === 'string' && /^-?\d/.test(value) && !Number.isNaN(Number(value)) ? Number(value) : undefined;
}

function parseWholeNumber(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : undefined;
}

function parseId(value: unknown): string | undefined {
  return typeof value === 'string' && /^([0-9a-f]{2})*$/i.test(value) ? value.toLowerCase() : undefined;
}

function wrongType(path: string, value: unknown, expected: string): Error {
  return new Error(`JSON: ${path} is ${JSON.stringify(value)} but must be ${expected}`);
}
