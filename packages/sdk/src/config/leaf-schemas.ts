import type * as v from 'valibot';
import { durationSeconds } from './duration.ts';
import { kindOf, mapOf, setting } from './expected.ts';
import { Secret } from './secret.ts';

export const text: v.GenericSchema<unknown, string> = setting('text', (value) =>
  typeof value === 'string' && value !== '' ? value : undefined,
);

/** Also none. */
export const anyText: v.GenericSchema<unknown, string> = setting('text', (value) =>
  typeof value === 'string' ? value : undefined,
);

/** A number that is a name: without quotes it is one for YAML, too. */
export const digits: v.GenericSchema<unknown, string> = setting('digits', (value) =>
  /^\d+$/.test(String(value)) ? String(value) : undefined,
);

export const flag: v.GenericSchema<unknown, boolean> = setting('true or false', (value) => {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
});

export const duration: v.GenericSchema<unknown, number> = setting(
  'a duration up to a day, such as 15 (seconds), "500ms", "60s" or "5m"',
  durationSeconds,
);

export const url: v.GenericSchema<unknown, string> = setting('a URL such as "http://localhost:4318"', (value) =>
  typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value) ? value : undefined,
);

export const port: v.GenericSchema<unknown, number> = wholeNumber(0, 65_535);

export function wholeNumber(least: number, most: number): v.GenericSchema<unknown, number> {
  return setting(`a whole number from ${least} to ${most}`, (value) => {
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most
      ? number
      : undefined;
  });
}

/** Values of labels and of resource attributes. */
export const scalars: v.GenericSchema<unknown, Record<string, string | number | boolean>> = mapOf(
  setting('text, a number, true or false', (value) =>
    typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
      ? (value as string | number | boolean)
      : undefined,
  ),
);

export const secret: v.GenericSchema<unknown, Secret> = setting(
  'text, { env: NAME } or { file: PATH }',
  (value) => (value instanceof Secret ? value : undefined),
  kindOf,
);

export const secrets: v.GenericSchema<unknown, Record<string, Secret>> = mapOf(secret, kindOf);
