import type { ExposedFamily } from '../exposed-metric.ts';
import { counterFamily, type ExposedNames } from '../exposed-names.ts';
import { wellFormed } from '../labels.ts';
import { unitWords } from '../unit-words.ts';
import type { Format } from './format.ts';
import { familyName } from './sample-name.ts';
import { writeTextPage } from './text-page.ts';

/**
 * OpenMetrics 1.0. Beside what the text format says it carries units, exemplars and start times, so that a receiver sees the
 * first increase of a new series.
 */
export const openMetrics: Format = {
  contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',

  answers: (mediaRange, parameters) =>
    mediaRange === 'application/openmetrics-text' && (parameters.get('version') ?? '1.0.0') === '1.0.0',

  quotesNames: true,

  write: (page) =>
    writeTextPage(page, {
      header: (exposed) => header(exposed, page.names),
      resourceHeader: page.names.isTaken('target')
        ? '# TYPE target_info gauge\n# HELP target_info Target metadata\n'
        : '# TYPE target info\n# HELP target Target metadata\n',
      bound: canonical,
      // There sums are counters: a histogram with bounds below 0, or whose sum is, must have none, and no count without it.
      negativeSums: false,
      exemplar: ({ traceId, spanId, value, seconds }) =>
        ` # {trace_id="${traceId}",span_id="${spanId}"} ${value} ${seconds}`,
      end: '# EOF\n',
    }),
};

function header(exposed: ExposedFamily, names: ExposedNames): { head: string; created: string } {
  const { type, unit = '', description = '' } = exposed.family.metric.definition;
  const described = (unquoted: string, kind: string): string => {
    const family = familyName(unquoted);
    const word = unit === '1' ? 'ratio' : unitWords(unit).join('_');
    const unitLine = word !== '' && unquoted.endsWith(`_${word}`) ? `# UNIT ${family} ${word}\n` : '';
    const helpLine = description === '' ? '' : `# HELP ${family} ${escapedHelp(description)}\n`;
    return `# TYPE ${family} ${kind}\n${unitLine}${helpLine}`;
  };
  if (type === 'gauge' || type === 'upDownCounter') return { head: described(exposed.name, 'gauge'), created: '' };
  const isCounter = type === 'counter';
  const family = isCounter ? counterFamily(exposed.name) : exposed.name;
  const plainFamily = counterFamily(exposed.plainName);
  // A counter's family goes without `_total`. Where another metric has that name or the one for start times, which is
  // legal in the text format, or where nothing is left of it, the counter goes without its type instead.
  if (isCounter && (plainFamily === '' || names.isSample(plainFamily) || names.isTaken(`${plainFamily}_created`))) {
    return { head: described(exposed.name, 'unknown'), created: '' };
  }
  return { head: described(family, type), created: `${family}_created` };
}

function escapedHelp(description: string): string {
  return wellFormed(description).replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`));
}

/** A bound as OpenMetrics, "Considerations: canonical numbers", wants it, which is how Go prints it. */
function canonical(bound: number): string {
  const size = Math.abs(bound);
  if (size !== 0 && (size < 1e-4 || size >= 1e21)) return bound.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}
