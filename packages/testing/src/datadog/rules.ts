import { Refusal } from './refusal.ts';

const MOST_CHARACTERS = 200;
const MOST_AGE_SECONDS = 3600;
const MOST_AHEAD_SECONDS = 600;

/** @throws Refusal for a name that Datadog would change. https://docs.datadoghq.com/metrics/custom_metrics/#naming-custom-metrics */
export function checkName(name: unknown): string {
  if (typeof name === 'string' && name.length <= MOST_CHARACTERS && /^[A-Za-z][A-Za-z0-9_.]*$/.test(name)) return name;
  throw new Refusal(400, `no name of a metric: ${JSON.stringify(name)}`);
}

/** @throws Refusal for tags that Datadog would cut, or not take as they are. https://docs.datadoghq.com/getting_started/tagging/ */
export function checkTags(tags: unknown): readonly string[] {
  const list = tags ?? [];
  if (!Array.isArray(list)) throw new Refusal(400, `tags are no list: ${JSON.stringify(tags)}`);
  for (const tag of list) {
    const holds =
      typeof tag === 'string' &&
      tag.length <= MOST_CHARACTERS &&
      /^[\p{L}][\w.\-/]*(:|$)/u.test(tag) &&
      !/:$/.test(tag);
    if (!holds) throw new Refusal(400, `no tag: ${JSON.stringify(tag)}`);
  }
  return list;
}

/** @throws Refusal for a time whose points Datadog would not store: more than an hour ago, or more than ten minutes ahead */
export function checkTimestamp(timestamp: unknown, nowSeconds: number): number {
  const isWhole = typeof timestamp === 'number' && Number.isInteger(timestamp);
  if (!isWhole) throw new Refusal(400, `no time in whole seconds: ${JSON.stringify(timestamp)}`);
  const age = nowSeconds - timestamp;
  if (age <= MOST_AGE_SECONDS && age >= -MOST_AHEAD_SECONDS) return timestamp;
  throw new Refusal(
    400,
    `a time of ${Math.round(age)} s ago; from -${MOST_AHEAD_SECONDS} to ${MOST_AGE_SECONDS} s are taken`,
  );
}

/** @throws Refusal */
export function checkText(value: unknown, what: string, most: number): string {
  if (typeof value === 'string' && value !== '' && value.length <= most) return value;
  throw new Refusal(400, `${what} must be text of 1 to ${most} characters: ${JSON.stringify(value)}`);
}

/** @throws Refusal for what is no map */
export function checkMap(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new Refusal(400, `${what} is no map: ${JSON.stringify(value)}`);
}

/** @throws Refusal for what is no list */
export function checkList(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Refusal(400, `${what} is no list: ${JSON.stringify(value)}`);
}
