import type { MetricType } from '@bot-metrics/core';
import { wellFormed } from '../labels.ts';
import type { Format } from './format.ts';
import { familyName } from './sample-name.ts';
import { writeTextPage } from './text-page.ts';

/** The Prometheus text format, version 0.0.4, which every scraper reads. */
export const text: Format = {
  contentType: 'text/plain; version=0.0.4; charset=utf-8',

  // Of any version but that of the other text format: older ones are the same.
  answers: (mediaRange, parameters) =>
    ['text/plain', 'text/*', '*/*'].includes(mediaRange) && parameters.get('version') !== '1.0.0',

  quotesNames: false,

  write: (page) =>
    writeTextPage(page, {
      header(exposed) {
        const { plainName, family } = exposed;
        const { type, description = '' } = family.metric.definition;
        const name = familyName(exposed.name);
        return { head: `${help(name, description)}# TYPE ${name} ${typeOf(plainName, type)}\n`, created: '' };
      },
      resourceHeader: '# HELP target_info Target metadata\n# TYPE target_info gauge\n',
      bound: String,
      negativeSums: true,
      end: '',
    }),
};

/** Suffixes that linters take for parts of a histogram or summary. */
const reserved = /_(?:count|sum|bucket)$/;

/**
 * A gauge by a reserved name, such as that of `db.client.connection.count`, goes without its type: `promtool` finds fault
 * with it as a gauge, and PromQL treats both alike. Decision 0002 of core has the alternatives.
 */
function typeOf(name: string, type: MetricType): string {
  if (type !== 'gauge' && type !== 'upDownCounter') return type;
  return reserved.test(name) ? 'untyped' : 'gauge';
}

function help(name: string, description: string): string {
  if (description === '') return '';
  const escaped = wellFormed(description).replace(/[\\\n]/g, (sign) => (sign === '\n' ? '\\n' : '\\\\'));
  return `# HELP ${name} ${escaped}\n`;
}
