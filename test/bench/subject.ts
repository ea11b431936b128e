/** One way to record; each runs in a process of its own, so that nobody else's shapes are in its inline caches. */
export interface Subject {
  /** Makes `records` records over 60 label sets, each with a fresh literal where the API takes one. */
  record(records: number): void;
  /** What an export says the total is. A benchmark whose totals are wrong fails. */
  total(): Promise<number>;
}

/** @param others how many further instruments, of other shapes, are warmed up first */
export type MakeSubject = (others: number) => Subject | Promise<Subject>;

export const methods = ['GET', 'POST', 'PUT', 'DELETE'] as const;
export const routes = ['/users/:id', '/posts', '/posts/:id', '/health', '/login'] as const;
export const statuses = ['200', '404', '500'] as const;
export const labelNames = ['method', 'route', 'status'] as const;
export const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The three label names of each other instrument, all different. */
export function otherNames(count: number): readonly (readonly [string, string, string])[] {
  return Array.from({ length: count }, (_, i) => [`a${i}`, `b${i}`, `c${i}`] as const);
}

/** Label sets for one of the others. */
export function otherLabels([a, b, c]: readonly [string, string, string], i: number): Record<string, string> {
  return { [a]: `x${i % 4}`, [b]: `y${i % 5}`, [c]: `z${i % 3}` };
}

export const WARM_UP = 20_000;
