import { at, type ConfigPath, type ConfigTree, isTree } from '../config-tree.ts';
import type { ConfigSource } from './config-source.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'BOT_METRICS_';

/** The variable that names the configuration file. It is not a setting. */
export const CONFIG_FILE = 'BOT_METRICS_CONFIG_FILE';

/** Variables that Kubernetes sets in every pod if a Kubernetes service is named `bot-metrics`. */
const kubernetesVariable = /^BOT_METRICS_(?:SERVICE_(?:HOST|PORT)|PORT)(?:_[A-Z0-9_]+)?$/;

/** An environment variable and the setting that it changes. */
export interface Variable {
  readonly name: string;
  readonly path: ConfigPath;
  readonly value: string | number | ConfigTree;
}

/** Creates a source from environment variables. The place of a setting is the name of its variable. */
export function createVariablesSource(variables: readonly Variable[], folder: string): ConfigSource {
  return {
    value: buildTree(variables.map(({ path, value }) => [path, value])),
    name: [...new Set(variables.map(({ name }) => name))].join(', '),
    folder,
    where: (path) => variables.find((variable) => path.every((key, depth) => variable.path[depth] === key))?.name ?? '',
  };
}

/**
 * Reads settings from variables such as `BOT_METRICS_BACKENDS__CLOUD__MAX_PACKET_BYTES`: `__` separates levels, and UPPER_SNAKE
 * becomes camelCase. An empty variable counts as unset.
 *
 * @param others the other sources, whose spelling of a key, such as `grafana-cloud`, is matched
 */
export function readEnvironmentSource(env: Environment, others: readonly unknown[], folder: string): ConfigSource {
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
    for (const part of name.slice(PREFIX.length).split('__')) path.push(findKey(part, path, others));
    variables.push({ name, path, value });
  }
  return createVariablesSource(variables, folder);
}

function findKey(part: string, parent: ConfigPath, others: readonly unknown[]): string {
  for (const other of others) {
    const map = at(other, parent);
    const known = isTree(map) ? Object.keys(map).find((key) => toUpperSnake(key) === part) : undefined;
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

function toUpperSnake(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
}

function buildTree(leaves: readonly (readonly [ConfigPath, unknown])[]): unknown {
  const branches = new Map<string, [ConfigPath, unknown][]>();
  const values = new Map<string, unknown>();
  for (const [[key = '', ...rest], value] of leaves) {
    if (rest.length === 0) values.set(key, value);
    else branches.set(key, [...(branches.get(key) ?? []), [rest, value]]);
  }
  for (const [key, below] of branches) values.set(key, buildTree(below));
  const tree = Object.fromEntries(values);
  return isTree(tree) ? tree : {};
}
