import type { MetricsBackendPort } from '@bot-metrics/core';

/** Settings before they are checked. Leaves are scalars, lists and ready objects. */
export type ConfigTree = { readonly [key: string]: unknown };

/** The keys that lead to a setting; the index for an item of a list. */
export type ConfigPath = readonly string[];

/** Whether a value is a plain map of settings. Instances of classes and ready backends are not. */
export function isTree(value: unknown): value is ConfigTree {
  if (typeof value !== 'object' || value === null || isBackend(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object from another realm has another Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether a value is a ready backend rather than its settings. */
export function isBackend(value: unknown): value is MetricsBackendPort {
  return typeof value === 'object' && value !== null && 'recordCounter' in value;
}

/** Returns the setting at `path`, if there is one. */
export function at(tree: unknown, path: ConfigPath): unknown {
  let value = tree;
  for (const key of path) {
    const isInner: boolean = isTree(value) || Array.isArray(value);
    if (!isInner || !Object.hasOwn(value as ConfigTree, key)) return undefined;
    value = (value as ConfigTree)[key];
  }
  return value;
}

/** Returns a copy of the tree with every leaf replaced, items of lists included. */
export function mapValues(tree: ConfigTree, replace: (value: unknown) => unknown): ConfigTree {
  const mapValue = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(mapValue);
    return isTree(value) ? mapValues(value, replace) : replace(value);
  };
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, mapValue(value)]));
}
