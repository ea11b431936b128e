import { isTree } from './collections.ts';
import { type JsonSchema, type Option, type OptionDetails, reportMismatch, UnreadableValue } from './option.ts';
import { cleanPasted, cleanPem, findSchemeMistake, findSecretMistake, findTokenMistake } from './pasted.ts';
import { showKind } from './shown.ts';

/** A secret, or a function that reads it: it is called before it is first used, and again after it was refused. */
export type Secret = string | (() => string | Promise<string>);

/** A certificate or a key in PEM. */
export type Pem = Secret | Uint8Array;

const SECRET_PLACES = 'text, { env: NAME } or { file: PATH }';
const secretSchema: JsonSchema = { anyOf: [{ type: 'string' }, placeSchema('env'), placeSchema('file')] };

/** What a secret may be besides its type. */
export interface SecretDetails {
  /** Restricts the text further. */
  readonly pattern?: RegExp;
  readonly expected?: string;
  /** The name of a secret that is a single word, such as `token`. A scheme, a name or an ID before it is refused. */
  readonly bare?: string;
  /** Whether it is the value of an HTTP header, which may be empty and starts with a scheme. @default false */
  readonly isHeader?: boolean;
}

/**
 * A text that no message shows, or a function that reads it. White space, line breaks, a byte order mark and quotes around the text are
 * removed. A mistake in it is reported without its value; in what a function returns, the function rejects with it.
 */
export function secret<const D extends OptionDetails<Secret>>(details: D & SecretDetails): Option<Secret, Secret, D> {
  const { pattern = /^/, bare, isHeader = false } = details;
  const { expected = bare === undefined ? SECRET_PLACES : `only the ${bare}` } = details;
  const findMistake = (text: string): string | undefined => {
    if (text === '' && isHeader) return undefined;
    const mistake = bare === undefined ? findSecretMistake(text) : findTokenMistake(text, bare);
    const scheme = isHeader || mistake !== undefined ? undefined : findSchemeMistake(text);
    return mistake ?? scheme ?? (pattern.test(text) ? undefined : 'received another text');
  };
  return secretLeaf(details, { expected, clean: cleanPasted, findMistake });
}

/**
 * A certificate or a key in PEM, which no message shows. Code may give it as bytes. A text is cleaned as that of `secret`, and may have lost its
 * line breaks.
 */
export function pem<const D extends OptionDetails<Pem>>(details: D): Option<Pem, Pem, D> {
  const findMistake = (text: string): string | undefined => (text === '' ? findSecretMistake(text) : undefined);
  const option = secretLeaf(details, { expected: `PEM as ${SECRET_PLACES}`, clean: cleanPem, findMistake });
  return { ...option, read: (value, reading) => (value instanceof Uint8Array ? value : option.read(value, reading)) };
}

interface SecretRules {
  readonly expected: string;
  readonly clean: (text: string) => string;
  /** What is wrong with a cleaned text, such as `received 2 lines; write it in one line`. */
  readonly findMistake: (text: string) => string | undefined;
}

function secretLeaf<const D extends OptionDetails<Secret | Pem>>(
  details: D,
  { expected, clean, findMistake }: SecretRules,
): Option<Secret, Secret, D> {
  const find = (text: unknown): string | undefined =>
    typeof text === 'string' ? findMistake(clean(text)) : `received ${showKind(text)}`;
  return {
    details,
    type: 'SecretValue',
    schema: secretSchema,
    secret: true,
    read(value, reading) {
      const { path, problems } = reading;
      if (typeof value === 'function') {
        const check = (text: unknown): string => {
          const mistake = find(text);
          if (mistake !== undefined) throw new Error(`${path.join('.')}: expected ${expected}, ${mistake}`);
          return clean(String(text));
        };
        return () => {
          const text: unknown = value();
          return text instanceof Promise ? text.then(check) : check(text);
        };
      }
      if (value instanceof UnreadableValue) return reportMismatch(reading, expected, value);
      const needsQuotes = typeof value === 'number' || typeof value === 'boolean';
      const mistake = needsQuotes ? `received ${showKind(value)}; put it in quotes` : find(value);
      if (mistake === undefined) return clean(String(value));
      problems.push({ path, text: `expected ${expected}, ${mistake}` });
      return undefined;
    },
  };
}

/** The current text of a secret. Rejects with what a function rejects with. */
export async function readSecret(secret: Secret): Promise<string> {
  return typeof secret === 'function' ? await secret() : secret;
}

/**
 * A copy of `value` in which `replace` was applied to every value that `option` declares as a secret.
 * @param path where `value` stands
 */
export function mapSecrets(
  option: Option,
  value: unknown,
  replace: (secret: unknown, path: readonly string[]) => unknown,
  path: readonly string[] = [],
): unknown {
  const { entries, item, select, secret } = option;
  if (value === undefined || value === null) return value;
  if (select !== undefined) return mapSecrets(select(value), value, replace, path);
  if (item !== undefined && Array.isArray(value)) {
    return value.map((each, i) => mapSecrets(item, each, replace, [...path, String(i)]));
  }
  if ((item !== undefined || entries !== undefined) && isTree(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => {
        const inner = item ?? (entries !== undefined && Object.hasOwn(entries, key) ? entries[key] : undefined);
        return [key, inner === undefined ? each : mapSecrets(inner, each, replace, [...path, key])];
      }),
    );
  }
  return secret && item === undefined && entries === undefined ? replace(value, path) : value;
}

function placeSchema(kind: string): JsonSchema {
  return { type: 'object', properties: { [kind]: { type: 'string' } }, required: [kind], additionalProperties: false };
}
