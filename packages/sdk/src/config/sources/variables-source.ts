import { type ConfigPath, type ConfigTree, isTree } from '../config-tree.ts';
import type { ConfigSource } from './config-source.ts';

/** An environment variable and the setting that it has. */
export interface Variable {
  readonly name: string;
  readonly path: ConfigPath;
  readonly value: string | number | ConfigTree;
}

/** Settings from environment variables; each setting's place is its variable. */
export function variablesSource(variables: readonly Variable[], folder: string): ConfigSource {
  return {
    value: treeOf(variables.map(({ path, value }) => [path, value])),
    name: [...new Set(variables.map(({ name }) => name))].join(', '),
    folder,
    where: (path) => variables.find((variable) => path.every((key, depth) => variable.path[depth] === key))?.name ?? '',
  };
}

function treeOf(leaves: readonly (readonly [ConfigPath, unknown])[]): unknown {
  const branches = new Map<string, [ConfigPath, unknown][]>();
  const values = new Map<string, unknown>();
  for (const [[key = '', ...rest], value] of leaves) {
    if (rest.length === 0) values.set(key, value);
    else branches.set(key, [...(branches.get(key) ?? []), [rest, value]]);
  }
  for (const [key, below] of branches) values.set(key, treeOf(below));
  const tree = Object.fromEntries(values);
  return isTree(tree) ? tree : {};
}
