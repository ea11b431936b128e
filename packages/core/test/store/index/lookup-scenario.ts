import { Metrics } from '../../../src/metrics.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';

interface LookupResults {
  readonly codeGeneration: boolean;
  readonly series: readonly (readonly [labels: string, total: number])[];
}

const values = [
  '',
  'x',
  'y',
  '0',
  '1',
  'true',
  'NaN',
  '__proto__',
  'é',
  '\ud800',
  0,
  1,
  -0,
  Number.NaN,
  true,
  false,
  undefined,
];
const names = ['a', '__proto__', 'constructor', 'b c"\\'];

/**
 * The same records every time, through instruments, children, bound handles and the string API, with removals between
 * them. Runs with and without code generation; both must come to the same series.
 */
export function lookupScenario(): LookupResults {
  const store = new MetricStore({ diagnostics: { report: () => {} } });
  const metrics = new Metrics(store);
  const counter = metrics.counter('declared', { labels: names as readonly string[], limit: 500 });
  const child = metrics
    .child({ labels: { constructor: 1 } })
    .counter('declared', { labels: names as readonly string[] });
  const bare = metrics.counter('bare');
  let seed = 7;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return (seed >>> 8) % below;
  };
  for (let i = 0; i < 5000; i++) {
    const labels = Object.fromEntries(
      names.filter(() => random(5) > 0).map((name) => [name, values[random(values.length)] as string]),
    );
    const choice = random(20);
    if (choice === 0) counter.remove(labels);
    else if (choice < 4) child.add(i, labels);
    else if (choice < 7) counter.bind(labels).add(i);
    else if (choice < 10) store.recordCounter('undeclared', i, { ...labels, [`grown${random(6)}`]: random(3) });
    else if (choice < 12) bare.add(i);
    else counter.add(i, labels);
  }
  const { families } = store.openReader({ name: 'reader' }).snapshot();
  const series = families.flatMap((family) =>
    Array.from({ length: family.slots }, (_, slot) => slot)
      .filter((slot) => family.created[slot]! >= 0)
      .map((slot) => {
        const total = family.kind === 'histogram' ? Number.NaN : family.values[slot]!;
        return [JSON.stringify([family.metric.definition.name, family.metric.labelsOf(slot)]), total] as const;
      }),
  );
  return { codeGeneration: generatesCode(), series };
}

function generatesCode(): boolean {
  try {
    return new Function('return true')();
  } catch {
    return false;
  }
}
