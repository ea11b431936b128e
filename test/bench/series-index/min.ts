import { internedValues, joinedKey, type MakeCandidate, trieOfMaps, unrolledCharacters, unrolledInterned, unrolledScan, nothing, l1 } from './candidates.ts';

const candidates: [string, MakeCandidate][] = [
  ['trie of Maps', trieOfMaps],
  ['Map by joined values', joinedKey],
  ['interned values, open-addressed', internedValues],
  ['unrolled, interned values', unrolledInterned],
  ['unrolled, character hash', unrolledCharacters],
];
candidates.unshift(['loop alone', nothing]); candidates.push(['L1', l1],['unrolled scan', unrolledScan]);
const routes = ['/users/:id', '/posts', '/posts/:id', '/health', '/login'];
const methods = ['GET', 'POST', 'PUT', 'DELETE'];
const statuses = ['200', '404', '500'];
const records = 600_000;
const rounds = 25;

/** The caller's loop is made anew for each candidate: a shared one would be megamorphic and measure itself. */
const loopOf = new Function(
  'candidate',
  'routes',
  'methods',
  'statuses',
  'records',
  `let sum = 0;
   for (let i = 0; i < records; i++) sum += candidate.slot({ method: methods[i & 3], route: routes[i % 5], status: statuses[i % 3] });
   return sum;`,
);
const median = (values: number[]) => Math.min(...values);

for (const [name, make] of candidates) {
  const row: number[] = [];
  for (const others of [0, 29]) {
    const one = make(['method', 'route', 'status']);
    for (let i = 0; i < others; i++) {
      const names = [`a${i}`, `b${i}`, `c${i}`];
      const other = make(names);
      for (let k = 0; k < 20_000; k++) other.slot({ [names[0]!]: `x${k % 4}`, [names[1]!]: `y${k % 5}`, [names[2]!]: `z${k % 3}` });
    }
    const loop = new Function('return ' + loopOf.toString())() as (...args: unknown[]) => number;
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      loop(one, routes, methods, statuses, records);
      times.push(((performance.now() - start) * 1e6) / records);
    }
    row.push(median(times));
  }
  const memory = [0, 1, 2].map((unique) => {
    globalThis.gc?.();
    const before = process.memoryUsage();
    const index = make(['a', 'b', 'c']);
    const count = 100_000;
    for (let i = 0; i < count; i++) {
      const values = ['x', 'y', 'z'];
      values[unique] = `value-${i}`;
      index.slot({ a: values[0], b: values[1], c: values[2] });
    }
    globalThis.gc?.();
    const after = process.memoryUsage();
    index.slot({ a: 'x', b: 'y', c: 'z' });
    return (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / count;
  });
  console.log(`${name.padEnd(34)} ${row.map((ns) => `${ns.toFixed(0)} ns`.padStart(7)).join(' ')}   ${memory.map((b) => `${b.toFixed(0)} B`).join(' ')}`);
}
