import { isTree } from './collections.ts';
import type { Option } from './option.ts';
import type { Secret } from './values.ts';

/** The current text of a secret. Rejects with what a function rejects with. */
export async function readSecret(secret: Secret): Promise<string> {
  return typeof secret === 'function' ? await secret() : secret;
}

/**
 * A copy of `value` in which `replace` was applied to every value that `option` declares as a secret.
 * @param path where `value` stands
 */
export function mapSecrets(
  option: Option,
  value: unknown,
  replace: (secret: unknown, path: readonly string[]) => unknown,
  path: readonly string[] = [],
): unknown {
  const { entries, item, select, secret } = option;
  if (value === undefined || value === null) return value;
  if (select !== undefined) return mapSecrets(select(value), value, replace, path);
  if (item !== undefined && Array.isArray(value)) {
    return value.map((each, i) => mapSecrets(item, each, replace, [...path, String(i)]));
  }
  if ((item !== undefined || entries !== undefined) && isTree(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => {
        const inner = item ?? (entries !== undefined && Object.hasOwn(entries, key) ? entries[key] : undefined);
        return [key, inner === undefined ? each : mapSecrets(inner, each, replace, [...path, key])];
      }),
    );
  }
  return secret && item === undefined && entries === undefined ? replace(value, path) : value;
}
