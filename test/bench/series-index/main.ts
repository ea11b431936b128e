/** The candidates of decision 0001: `node --expose-gc test/bench/series-index/main.ts`. Nanoseconds a look-up, bytes a series. */
import {
  internedValues,
  joinedValues,
  type MakeCandidate,
  trieOfMaps,
  unrolledCharacters,
  unrolledInterned,
  unrolledScan,
} from './candidates.ts';

const candidates: readonly (readonly [string, MakeCandidate])[] = [
  ['trie of Maps', trieOfMaps],
  ['Map by joined values', joinedValues],
  ['interned values, open-addressed', internedValues],
  ['the same, unrolled', unrolledInterned],
  ['the same, first four compared', unrolledScan],
  ['character hash, unrolled', unrolledCharacters],
];
const routes = ['/users/:id', '/posts', '/posts/:id', '/health', '/login'];
const methods = ['GET', 'POST', 'PUT', 'DELETE'];
const statuses = ['200', '404', '500'];
const RECORDS = 600_000;
const ROUNDS = 25;
const SERIES = 100_000;

/** Made anew for each candidate: a shared loop would be megamorphic and measure itself. */
const makeLoop = `return (candidate, routes, methods, statuses, records) => {
  let sum = 0;
  for (let i = 0; i < records; i++) sum += candidate.slot({ method: methods[i & 3], route: routes[i % 5], status: statuses[i % 3] });
  return sum;
}`;

function nanoseconds(make: MakeCandidate, others: number): number {
  const one = make(['method', 'route', 'status']);
  for (let i = 0; i < others; i++) {
    const [a, b, c] = [`a${i}`, `b${i}`, `c${i}`];
    const other = make([a, b, c]);
    for (let k = 0; k < 20_000; k++) other.slot({ [a]: `x${k % 4}`, [b]: `y${k % 5}`, [c]: `z${k % 3}` });
  }
  const loop = new Function(makeLoop)();
  const times = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    loop(one, routes, methods, statuses, RECORDS);
    return ((performance.now() - started) * 1e6) / RECORDS;
  });
  return times.sort((x, y) => x - y)[ROUNDS >> 1]!;
}

/** @param unique which of three labels has another value in each series */
function bytesPerSeries(make: MakeCandidate, unique: number): number {
  const values = Array.from({ length: SERIES }, (_, i) => `value-${i}`);
  globalThis.gc?.();
  const before = process.memoryUsage();
  const index = make(['a', 'b', 'c']);
  for (const value of values) {
    index.slot({ a: unique === 0 ? value : 'x', b: unique === 1 ? value : 'y', c: unique === 2 ? value : 'z' });
  }
  globalThis.gc?.();
  const after = process.memoryUsage();
  index.slot({ a: 'x', b: 'y', c: 'z' });
  return (after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers) / SERIES;
}

console.log(
  `Node ${process.version}\n\n| candidate | alone | among 30 | bytes, unique first | last |\n| --- | ---: | ---: | ---: | ---: |`,
);
for (const [name, make] of candidates) {
  const times = [nanoseconds(make, 0), nanoseconds(make, 29)].map((time) => `${time.toFixed(0)} ns`);
  const bytes = [0, 2].map((unique) => bytesPerSeries(make, unique).toFixed(0));
  console.log(`| ${[name, ...times, ...bytes].join(' | ')} |`);
}
