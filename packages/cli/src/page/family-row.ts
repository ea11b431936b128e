import { type PageFamily, type Sample, seriesKey } from './page.ts';

/** Table cells: name, type, number of series, and the value or a summary of the values. */
export function familyRow(family: PageFamily): string[] {
  const { name, type } = family;
  const series = new Set(
    family.samples
      .filter((sample) => !sample.name.endsWith('_created'))
      .map(({ labels }) => seriesKey(labels, partLabel(type))),
  );
  return [name, type, String(series.size), summarize(family, series.size)];
}

function summarize({ name, type, samples }: PageFamily, series: number): string {
  const addUp = (wanted: string): number =>
    samples.filter((sample) => sample.name === wanted).reduce((sum, { value }) => sum + value, 0);
  if (type === 'histogram' || type === 'summary') {
    const count = addUp(`${name}_count`);
    return count === 0 ? 'count 0' : `count ${count}, mean ${shown(addUp(`${name}_sum`) / count)}`;
  }
  const values = samples.filter((sample: Sample) => !sample.name.endsWith('_created')).map(({ value }) => value);
  if (series === 1) return shown(values[0]!);
  if (type === 'counter') return `sum ${shown(values.reduce((sum, value) => sum + value, 0))}`;
  return values.length === 0 ? '' : `${shown(Math.min(...values))} to ${shown(Math.max(...values))}`;
}

/** The label that distinguishes the samples of one series. */
function partLabel(type: string): string | undefined {
  return type === 'summary' ? 'quantile' : type.endsWith('histogram') ? 'le' : undefined;
}

function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
