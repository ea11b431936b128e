import type { ConfigSource } from './config-source.ts';
import { at, type ConfigTree, isTree } from './config-tree.ts';
import type { Environment } from './environment.ts';
import { readSecret, Secret } from './secret.ts';

/** Maps of a backend in which every value is a secret. */
const secretMaps = ['headers', 'tls'];
/** Secrets among the other settings of who may scrape. */
const authSecrets = ['password', 'token'];

/** The source with the secrets of its backends read and hidden. This comes before merging, as `{ env }` and `{ file }` do not mix. */
export function withBackendSecrets(source: ConfigSource, env: Environment): ConfigSource {
  const { value, folder } = source;
  const backends = at(value, ['backends']);
  if (!isTree(value) || !isTree(backends)) return source;
  const read = (secret: unknown): unknown => readSecret(secret, env, folder);
  return { ...source, value: { ...value, backends: mapValues(backends, (backend) => hidden(backend, read)) } };
}

/** A copy of settings in which every secret is its text. */
export function revealed<T>(settings: T): Revealed<T> {
  return reveal(settings) as Revealed<T>;
}

type Revealed<T> = T extends Secret ? string : T extends object ? { [K in keyof T]: Revealed<T[K]> } : T;

function reveal(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  return isTree(value) ? mapValues(value, reveal) : value;
}

function hidden(backend: unknown, read: (secret: unknown) => unknown): unknown {
  if (!isTree(backend)) return backend;
  return mapValues(backend, (setting, name) => {
    if (name === 'token') return read(setting);
    if (!isTree(setting)) return setting;
    if (secretMaps.includes(name)) return mapValues(setting, read);
    if (name === 'auth') return mapValues(setting, (value, key) => (authSecrets.includes(key) ? read(value) : value));
    return setting;
  });
}

function mapValues(tree: ConfigTree, map: (value: unknown, key: string) => unknown): ConfigTree {
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, map(value, key)]));
}
