import { at, isTree } from '../config-tree.ts';
import { isReference } from '../secret.ts';

/**
 * Merges two settings key by key; `high` wins. A key whose value is `undefined` is unset. Maps that name different types,
 * such as two kinds of backend under one name, do not mix; neither do references to secrets.
 */
export function merge(high: unknown, low: unknown): unknown {
  if (high === undefined) return isTree(low) && !isReference(low) ? merge({}, low) : low;
  if (!isTree(high) || isReference(high)) return high;
  const base = isTree(low) && !isReference(low) && !isOtherType(high, low) ? low : {};
  // The lower source's keys come first: its order of backends stays when a variable overrides one of them.
  const keys = new Set([...Object.keys(base), ...Object.keys(high)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, merge(at(high, [key]), at(base, [key]))]).filter(([, value]) => value !== undefined),
  );
}

function isOtherType(high: unknown, low: unknown): boolean {
  const [type, other] = [at(high, ['type']), at(low, ['type'])];
  return type !== undefined && other !== undefined && type !== other;
}
