import type { ConfigSource } from './config-source.ts';
import { type ConfigTree, isTree } from './config-tree.ts';
import type { Environment } from './environment.ts';
import { readSecret, Secret } from './secret.ts';

/** Maps of a backend, or of the admin server, in which every value is a secret. */
const secretMaps = ['headers', 'tls'];
/** Secrets among the other settings of a backend. */
const ownSecrets = ['token', 'apiKey'];
/** Secrets among the other settings of who may scrape. */
const authSecrets = ['password', 'token'];

/** The source with its secrets read and hidden. This comes before merging, as `{ env }` and `{ file }` do not mix. */
export function withSecrets(source: ConfigSource, env: Environment): ConfigSource {
  const { value, folder } = source;
  if (!isTree(value)) return source;
  const read = (secret: unknown): unknown => readSecret(secret, env, folder);
  const { backends, admin } = value;
  return {
    ...source,
    value: {
      ...value,
      ...(isTree(backends) && { backends: mapValues(backends, (backend) => hidden(backend, read)) }),
      ...(isTree(admin) && { admin: hidden(admin, read) }),
    },
  };
}

/** A copy of settings in which every secret is its text. */
export function revealed<T>(settings: T): Revealed<T, string> {
  return reveal(settings, (secret) => secret.reveal()) as Revealed<T, string>;
}

/** A copy of settings in which every secret is its text, or the file that holds it. */
export function withOrigins<T>(settings: T): Revealed<T, string | { readonly file: string }> {
  return reveal(settings, (secret) => secret.origin()) as Revealed<T, string | { readonly file: string }>;
}

type Revealed<T, S> = T extends Secret ? S : T extends object ? { [K in keyof T]: Revealed<T[K], S> } : T;

function reveal(value: unknown, shown: (secret: Secret) => unknown): unknown {
  if (value instanceof Secret) return shown(value);
  return isTree(value) ? mapValues(value, (inner) => reveal(inner, shown)) : value;
}

function hidden(part: unknown, read: (secret: unknown) => unknown): unknown {
  if (!isTree(part)) return part;
  return mapValues(part, (setting, name) => {
    if (ownSecrets.includes(name)) return read(setting);
    if (!isTree(setting)) return setting;
    if (secretMaps.includes(name)) return mapValues(setting, read);
    if (name === 'auth') return mapValues(setting, (value, key) => (authSecrets.includes(key) ? read(value) : value));
    return setting;
  });
}

function mapValues(tree: ConfigTree, map: (value: unknown, key: string) => unknown): ConfigTree {
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, map(value, key)]));
}
