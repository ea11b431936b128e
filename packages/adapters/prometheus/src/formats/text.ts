import { wellFormed } from '../labels.ts';
import type { Format } from './format.ts';
import { writeTextPage } from './text-page.ts';

/** The Prometheus text format, version 0.0.4, which every scraper reads. */
export const text: Format = {
  contentType: 'text/plain; version=0.0.4; charset=utf-8',

  answers: (mediaRange) => ['text/plain', 'text/*', '*/*'].includes(mediaRange),

  write: (page) =>
    writeTextPage(page, {
      header(exposed) {
        const { name, family } = exposed;
        const { type, description = '' } = family.metric.definition;
        return {
          head: `${help(name, description)}# TYPE ${name} ${type === 'upDownCounter' ? 'gauge' : type}\n`,
          created: '',
        };
      },
      resourceHeader: '# HELP target_info Target metadata\n# TYPE target_info gauge\n',
      bound: String,
      end: '',
    }),
};

function help(name: string, description: string): string {
  if (description === '') return '';
  const escaped = wellFormed(description).replace(/[\\\n]/g, (sign) => (sign === '\n' ? '\\n' : '\\\\'));
  return `# HELP ${name} ${escaped}\n`;
}
