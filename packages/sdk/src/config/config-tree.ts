import type { MetricsBackendPort } from '@bot-metrics/core';

/** Settings before they are checked: maps, scalars, and ready objects as leaves. */
export type ConfigTree = { readonly [key: string]: unknown };

/** The keys that lead to a setting; of a list, its indices. */
export type ConfigPath = readonly string[];

/** A plain map of settings; an instance of a class is a leaf, and so is a backend in any form. */
export function isTree(value: unknown): value is ConfigTree {
  if (typeof value !== 'object' || value === null || isBackend(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A configuration file that another realm evaluated brings its own Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A ready backend and not the settings of one. */
export function isBackend(value: unknown): value is MetricsBackendPort {
  return typeof value === 'object' && value !== null && 'recordCounter' in value;
}

/** The setting at `path`; `undefined` where there is none. */
export function at(tree: unknown, path: ConfigPath): unknown {
  let value = tree;
  for (const key of path) {
    const isInner: boolean = isTree(value) || Array.isArray(value);
    if (!isInner || !Object.hasOwn(value as ConfigTree, key)) return undefined;
    value = (value as ConfigTree)[key];
  }
  return value;
}
