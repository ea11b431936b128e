import type { ConfigSource } from './config-source.ts';
import { at, type ConfigTree, isTree } from './config-tree.ts';
import type { Environment } from './environment.ts';
import { readSecret } from './secret.ts';

/** The source with its header values read and hidden. This comes before merging, as `{ env }` and `{ file }` do not mix. */
export function withHeaderSecrets(source: ConfigSource, env: Environment): ConfigSource {
  const { value, folder } = source;
  const backends = at(value, ['backends']);
  if (!isTree(value) || !isTree(backends)) return source;
  const hidden = mapValues(backends, (backend) => {
    const headers = at(backend, ['headers']);
    if (!isTree(backend) || !isTree(headers)) return backend;
    return { ...backend, headers: mapValues(headers, (header) => readSecret(header, env, folder)) };
  });
  return { ...source, value: { ...value, backends: hidden } };
}

function mapValues(tree: ConfigTree, map: (value: unknown) => unknown): ConfigTree {
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, map(value)]));
}
