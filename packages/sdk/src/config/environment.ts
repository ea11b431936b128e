import type { ConfigSource } from './config-source.ts';
import { at, type ConfigPath, isTree } from './config-tree.ts';
import { type Variable, variablesSource } from './variables-source.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'BOT_METRICS_';

/** What Kubernetes puts into every pod where a service is called `bot-metrics`. */
const ofKubernetes = /^BOT_METRICS_(?:SERVICE_(?:HOST|PORT)|PORT)(?:_[A-Z0-9_]+)?$/;

/**
 * Settings from `BOT_METRICS_BACKENDS__CLOUD__MAX_PACKET_BYTES` and the like: `__` separates levels and UPPER_SNAKE is
 * camelCase. An empty variable is unset.
 *
 * @param others the other sources: a key that they spell in another way, such as `grafana-cloud`, is taken from them
 */
export function environmentSource(env: Environment, others: readonly unknown[], folder: string): ConfigSource {
  const variables: Variable[] = [];
  for (const name of Object.keys(env).sort()) {
    const value = env[name];
    if (!name.startsWith(PREFIX) || value === undefined || value === '' || ofKubernetes.test(name)) continue;
    const path: string[] = [];
    for (const part of name.slice(PREFIX.length).split('__')) path.push(keyOf(part, path, others));
    variables.push({ name, path, value });
  }
  return variablesSource(variables, folder);
}

function keyOf(part: string, parent: ConfigPath, others: readonly unknown[]): string {
  for (const other of others) {
    const map = at(other, parent);
    const known = isTree(map) ? Object.keys(map).find((key) => upperSnake(key) === part) : undefined;
    if (known !== undefined) return known;
  }
  const words = part.toLowerCase();
  switch (parent.at(-1)) {
    case 'headers':
      return words.replaceAll('_', '-');
    case 'labels':
    case 'resource':
      return words;
    default:
      return words.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  }
}

function upperSnake(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
}
