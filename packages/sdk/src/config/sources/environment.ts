import { at, type ConfigPath, isTree } from '../config-tree.ts';
import type { ConfigSource } from './config-source.ts';
import { type Variable, variablesSource } from './variables-source.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'BOT_METRICS_';
/** Names the configuration file; it is not a setting. */
export const CONFIG_FILE = 'BOT_METRICS_CONFIG_FILE';

/** Variables that Kubernetes sets in every pod if a service is named `bot-metrics`. */
const kubernetesVariable = /^BOT_METRICS_(?:SERVICE_(?:HOST|PORT)|PORT)(?:_[A-Z0-9_]+)?$/;

/**
 * Settings from variables such as `BOT_METRICS_BACKENDS__CLOUD__MAX_PACKET_BYTES`: `__` separates levels, and UPPER_SNAKE
 * becomes camelCase. An empty variable counts as unset.
 *
 * @param others the other sources: keys that they spell differently, such as `grafana-cloud`, are matched
 */
export function environmentSource(env: Environment, others: readonly unknown[], folder: string): ConfigSource {
  const variables: Variable[] = [];
  for (const name of Object.keys(env).sort()) {
    const value = env[name];
    if (
      !name.startsWith(PREFIX) ||
      name === CONFIG_FILE ||
      value === undefined ||
      value === '' ||
      kubernetesVariable.test(name)
    )
      continue;
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
