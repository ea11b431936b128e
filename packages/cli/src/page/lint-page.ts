import { distributionFaults } from './distribution-faults.ts';
import { nameFaults } from './name-faults.ts';
import { type Finding, type Page, type PageFamily, type Sample, seriesKey } from './page.ts';

/** Everything that is wrong with a page or against the conventions, in the order of its lines. */
export function lintPage({ format, families, findings }: Page): Finding[] {
  const found = families.flatMap((family): Finding[] => {
    const { name, line } = family;
    const warnings = nameFaults(family, format).map(
      (text) => ({ severity: 'warning', line, metric: name, text }) as const,
    );
    const errors = [...sampleFaults(family, format), ...distributionFaults(family)].map(
      ([sample, text]) => ({ severity: 'error', line: sample.line, metric: name, text }) as const,
    );
    return [...errors, ...warnings];
  });
  return [...findings, ...found].sort((a, b) => a.line - b.line);
}

/** A sample, and what is wrong with it. */
export type Fault = readonly [sample: Sample, text: string];

function sampleFaults({ type, samples }: PageFamily, format: Page['format']): Fault[] {
  const lines = new Map<string, number>();
  const faults: Fault[] = [];
  for (const sample of samples) {
    const names = sample.labels.map(([label]) => label);
    const twice = names.find((label, i) => names.indexOf(label) !== i);
    if (twice !== undefined) faults.push([sample, `the label "${twice}" is there twice`]);
    const key = `${sample.name} ${seriesKey(sample.labels)}`;
    const before = lines.get(key);
    if (before !== undefined) faults.push([sample, `the same series stands in line ${before} already`]);
    lines.set(key, before ?? sample.line);
    if (type === 'counter' && sample.value < 0) faults.push([sample, `a counter is ${sample.value}; it can only grow`]);
    if (type === 'counter' && format === 'openmetrics' && !/_(?:total|created)$/.test(sample.name)) {
      faults.push([sample, 'the samples of a counter must end in "_total" in OpenMetrics']);
    }
  }
  return faults;
}
