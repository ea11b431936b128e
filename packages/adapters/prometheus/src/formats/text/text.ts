import type { MetricType } from '@bot-metrics/core';
import { replaceSurrogates } from '../../names/labels.ts';
import type { Format } from '../format.ts';
import { quoteMetricName } from './sample-line.ts';
import { writeTextPage } from './text-page.ts';

/** The Prometheus text format, version 0.0.4, which every scraper reads. */
export const text: Format = {
  contentType: 'text/plain; version=0.0.4; charset=utf-8',

  // Also for other versions below 1.0.0, which have the same syntax.
  accepts: (mediaRange, parameters) =>
    ['text/plain', 'text/*', '*/*'].includes(mediaRange) && parameters.get('version') !== '1.0.0',

  quotesNames: false,

  write: (page) =>
    writeTextPage(page, {
      header(exposed) {
        const { plainName, family } = exposed;
        const { type, description = '' } = family.metric.definition;
        const name = quoteMetricName(exposed.name);
        return { head: `${helpLine(name, description)}# TYPE ${name} ${chooseType(plainName, type)}\n`, created: '' };
      },
      resourceHeader: '# HELP target_info Target metadata\n# TYPE target_info gauge\n',
      bound: String,
      negativeSums: true,
      end: '',
    }),
};

/** Version 1.0.0 of the text format: the same syntax, with any name in quotes. */
export const textWithQuotedNames: Format = {
  ...text,
  contentType: 'text/plain; version=1.0.0; charset=utf-8',
  accepts: (mediaRange, parameters) => mediaRange === 'text/plain' && parameters.get('version') === '1.0.0',
  quotesNames: true,
};

/** Suffixes that linters take for parts of a histogram or a summary. */
const reservedSuffix = /_(?:count|sum|bucket)$/;

/**
 * The type of a metric on the page. A gauge with a reserved suffix, such as `db.client.connection.count`, is untyped: `promtool`
 * rejects such a gauge, and PromQL treats both alike. Decision 0002 of core has the alternatives.
 */
function chooseType(name: string, type: MetricType): string {
  if (type !== 'gauge' && type !== 'upDownCounter') return type;
  return reservedSuffix.test(name) ? 'untyped' : 'gauge';
}

function helpLine(name: string, description: string): string {
  if (description === '') return '';
  const text = replaceSurrogates(description).replace(/[\\\n]/g, (sign) => (sign === '\n' ? '\\n' : '\\\\'));
  return `# HELP ${name} ${text}\n`;
}
