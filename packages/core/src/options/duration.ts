/** Seconds, or a number with its unit. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`;

const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Timers take no more than 24.8 days, and nobody exports metrics once a day. */
export const MAX_DURATION_SECONDS = 86_400;

/** Seconds of `15`, `"15"`, `"500ms"`, `"60s"`, `"5m"` or `"1h"`; `undefined` unless above 0 and at most a day. */
export function parseDuration(value: unknown): number | undefined {
  const seconds = typeof value === 'number' ? value : typeof value === 'string' ? parseText(value) : undefined;
  return seconds !== undefined && seconds > 0 && seconds <= MAX_DURATION_SECONDS ? seconds : undefined;
}

function parseText(text: string): number | undefined {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  const unitSeconds = UNIT_SECONDS[unit];
  return number === undefined || unitSeconds === undefined ? undefined : Number(number) * unitSeconds;
}
