import { Refusal } from './refusal.ts';

const MAX_CHARACTERS = 200;
const MAX_AGE_SECONDS = 3600;
const MAX_AHEAD_SECONDS = 600;

/**
 * @throws Refusal for a name that Datadog would change.
 * https://docs.datadoghq.com/metrics/custom_metrics/#naming-custom-metrics
 */
export function checkName(name: unknown): string {
  if (typeof name === 'string' && name.length <= MAX_CHARACTERS && /^[A-Za-z][A-Za-z0-9_.]*$/.test(name)) return name;
  throw new Refusal(400, `metric name is invalid: ${JSON.stringify(name)}`);
}

/**
 * @throws Refusal for tags that Datadog would truncate or change. https://docs.datadoghq.com/getting_started/tagging/
 */
export function checkTags(tags: unknown): readonly string[] {
  const list = tags ?? [];
  if (!Array.isArray(list)) throw new Refusal(400, `tags must be a list: ${JSON.stringify(tags)}`);
  for (const tag of list) {
    const holds =
      typeof tag === 'string' && tag.length <= MAX_CHARACTERS && /^[\p{L}][\w.\-/]*(:|$)/u.test(tag) && !/:$/.test(tag);
    if (!holds) throw new Refusal(400, `tag is invalid: ${JSON.stringify(tag)}`);
  }
  return list;
}

/** @throws Refusal for a time that Datadog would not store: more than an hour ago, or more than ten minutes ahead */
export function checkTimestamp(timestamp: unknown, nowSeconds: number): number {
  const isWhole = typeof timestamp === 'number' && Number.isInteger(timestamp);
  if (!isWhole) throw new Refusal(400, `timestamp must be whole seconds: ${JSON.stringify(timestamp)}`);
  const age = nowSeconds - timestamp;
  if (age <= MAX_AGE_SECONDS && age >= -MAX_AHEAD_SECONDS) return timestamp;
  throw new Refusal(
    400,
    `timestamp is ${Math.round(age)} s ago; it must be ${-MAX_AHEAD_SECONDS} to ${MAX_AGE_SECONDS} s ago`,
  );
}

/** @throws Refusal */
export function checkText(value: unknown, what: string, max: number): string {
  if (typeof value === 'string' && value !== '' && value.length <= max) return value;
  throw new Refusal(400, `${what} must be text of 1 to ${max} characters: ${JSON.stringify(value)}`);
}

/** @throws Refusal unless the value is a map */
export function checkMap(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new Refusal(400, `${what} must be a map: ${JSON.stringify(value)}`);
}

/** @throws Refusal unless the value is a list */
export function checkList(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Refusal(400, `${what} must be a list: ${JSON.stringify(value)}`);
}
