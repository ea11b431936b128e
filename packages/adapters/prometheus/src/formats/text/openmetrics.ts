import type { ExposedFamily } from '../../metric-renderer.ts';
import { type ClaimedNames, counterFamily } from '../../names/claimed-names.ts';
import { escapeQuoted, replaceSurrogates } from '../../names/labels.ts';
import { translateUnit } from '../../names/metric-name.ts';
import type { Format } from '../format.ts';
import { quoteMetricName } from './sample-line.ts';
import { writeTextPage } from './text-page.ts';

/**
 * OpenMetrics 1.0. In addition to the text format, it carries units, exemplars and start times, from which a receiver sees the
 * first increase of a new series.
 */
export const openMetrics: Format = {
  contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',

  accepts: (mediaRange, parameters) =>
    mediaRange === 'application/openmetrics-text' && (parameters.get('version') ?? '1.0.0') === '1.0.0',

  quotesNames: true,

  write: (page) =>
    writeTextPage(page, {
      header: (exposed) => header(exposed, page.names),
      resourceHeader: page.names.isClaimed('target')
        ? '# TYPE target_info gauge\n# HELP target_info Target metadata\n'
        : '# TYPE target info\n# HELP target Target metadata\n',
      bound: formatBound,
      // Sums are counters in OpenMetrics: a histogram with negative bounds or a negative sum must have neither sum nor count.
      negativeSums: false,
      exemplar: ({ traceId, spanId, value, seconds }) =>
        ` # {trace_id="${traceId}",span_id="${spanId}"} ${value} ${seconds}`,
      end: '# EOF\n',
    }),
};

function header(exposed: ExposedFamily, names: ClaimedNames): { head: string; created: string } {
  const { type, unit = '', description = '' } = exposed.family.metric.definition;
  const describe = (unquoted: string, kind: string): string => {
    const family = quoteMetricName(unquoted);
    const word = unit === '1' ? 'ratio' : translateUnit(unit).join('_');
    const unitLine = word !== '' && unquoted.endsWith(`_${word}`) ? `# UNIT ${family} ${word}\n` : '';
    const helpLine = description === '' ? '' : `# HELP ${family} ${escapeQuoted(replaceSurrogates(description))}\n`;
    return `# TYPE ${family} ${kind}\n${unitLine}${helpLine}`;
  };
  if (type === 'gauge' || type === 'upDownCounter') return { head: describe(exposed.name, 'gauge'), created: '' };
  const isCounter = type === 'counter';
  const family = isCounter ? counterFamily(exposed.name) : exposed.name;
  const plainFamily = counterFamily(exposed.plainName);
  // The family of a counter has no suffix `_total`. If another metric has that name or the name for start times, which is
  // legal in the text format, or if nothing remains of the name, the counter is exposed without a type.
  if (isCounter && (plainFamily === '' || names.isSample(plainFamily) || names.isClaimed(`${plainFamily}_created`))) {
    return { head: describe(exposed.name, 'unknown'), created: '' };
  }
  return { head: describe(family, type), created: `${family}_created` };
}

/** Formats a bound as OpenMetrics, "Considerations: canonical numbers", requires, and as Go prints it. */
function formatBound(bound: number): string {
  const size = Math.abs(bound);
  if (size !== 0 && (size < 1e-4 || size >= 1e21)) return bound.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}
