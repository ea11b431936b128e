/** Whole seconds and nanoseconds since the Unix epoch. */
export type HrTime = [seconds: number, nanoseconds: number];

/** Of seconds with fractions; a double holds today's time to about 0.2 µs. */
export function hrTimeOf(wallSeconds: number): HrTime {
  const seconds = Math.floor(wallSeconds);
  const nanoseconds = Math.round((wallSeconds - seconds) * 1e9);
  return nanoseconds < 1e9 ? [seconds, nanoseconds] : [seconds + 1, 0];
}
