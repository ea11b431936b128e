import type { OtlpAttributes, OtlpValue } from './metrics-request.ts';

/** Equal for the same attributes in any order. The types of values matter, except that 200 equals 200n. */
export function attributesKey(attributes: OtlpAttributes): string {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${valueKey(value)}`).join(',')}}`;
}

function valueKey(value: OtlpValue): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (value instanceof Uint8Array) return `bytes(${Buffer.from(value).toString('base64')})`;
  if (isList(value)) return `[${value.map(valueKey).join(',')}]`;
  return attributesKey(value);
}

function isList(value: OtlpValue): value is readonly OtlpValue[] {
  return Array.isArray(value);
}
