import { distributionFaults } from './distribution-faults.ts';
import { nameFaults } from './name-faults.ts';
import { type Fault, type Finding, type Page, type PageFamily, seriesKey } from './page.ts';

/** All errors and naming problems of a page, in line order. */
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

function sampleFaults({ type, samples }: PageFamily, format: Page['format']): Fault[] {
  const lines = new Map<string, number>();
  const faults: Fault[] = [];
  for (const sample of samples) {
    const names = sample.labels.map(([label]) => label);
    const twice = names.find((label, i) => names.indexOf(label) !== i);
    if (twice !== undefined) faults.push([sample, `the label "${twice}" is repeated`]);
    const key = `${sample.name} ${seriesKey(sample.labels)}`;
    const before = lines.get(key);
    if (before !== undefined) faults.push([sample, `the series repeats line ${before}`]);
    lines.set(key, before ?? sample.line);
    if (type === 'counter' && sample.value < 0)
      faults.push([sample, `the counter is ${sample.value}, but must not be negative`]);
    if (type === 'counter' && format === 'openmetrics' && !/_(?:total|created)$/.test(sample.name)) {
      faults.push([sample, 'the sample names of a counter must end in "_total" in OpenMetrics']);
    }
  }
  return faults;
}
