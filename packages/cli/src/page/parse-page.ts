import { errorText } from '@bot-metrics/core';
import type { Finding, Page, PageFamily, Sample } from './page.ts';
import { parseSample } from './sample-line.ts';

type Format = Page['format'];
type Draft = { -readonly [K in keyof PageFamily]: PageFamily[K] } & { readonly samples: Sample[] };

/** Suffixes that samples add to the metric name. A counter in the text format has none. */
const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['_count', '_sum', '_created'],
  info: ['_info'],
};

const types = ['counter', 'gauge', 'histogram', 'summary', 'info', 'stateset', 'gaugehistogram'];

/**
 * Parses a page in Prometheus text format or OpenMetrics and reports format violations.
 *
 * Sources: https://prometheus.io/docs/instrumenting/exposition_formats/,
 * https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
export function parsePage(text: string, contentType = ''): Page {
  const format: Format = contentType.startsWith('application/openmetrics-text') ? 'openmetrics' : 'text';
  const drafts = new Drafts(format);
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  else drafts.error(lines.length, 'the last line must end with a line break; the page may be truncated');
  let isOver = false;
  for (const [index, content] of lines.entries()) {
    const line = index + 1;
    if (isOver) {
      drafts.error(line, 'nothing may follow "# EOF"');
      break;
    }
    if (format === 'openmetrics' && content === '# EOF') isOver = true;
    else if (content.startsWith('#')) drafts.describe(content, line);
    else if (content.trim() !== '') drafts.add(content, line);
  }
  if (format === 'openmetrics' && !isOver) {
    drafts.error(lines.length, '"# EOF" is missing at the end; the page may be truncated');
  }
  return { format, families: drafts.families, findings: drafts.findings };
}

class Drafts {
  readonly findings: Finding[] = [];
  readonly #format: Format;
  readonly #families = new Map<string, Draft>();
  #current: Draft | undefined;

  constructor(format: Format) {
    this.#format = format;
  }

  get families(): PageFamily[] {
    return [...this.#families.values()];
  }

  error(line: number, text: string, metric?: string): void {
    this.findings.push({ severity: 'error', line, text, ...(metric !== undefined && { metric }) });
  }

  /** Parses `# HELP`, `# TYPE` and `# UNIT`; in the text format, other lines starting with `#` are comments. */
  describe(content: string, line: number): void {
    const [, keyword, quoted, plain, text = ''] =
      /^# (HELP|TYPE|UNIT) (?:"((?:[^"\\]|\\.)*)"|(\S+))(?: (.*))?$/.exec(content) ?? [];
    const name = quoted ?? plain;
    if (keyword === undefined || name === undefined) return;
    const family = this.#family(name, line);
    this.#current = family;
    if (keyword === 'HELP') this.#set(family, 'help', text, line);
    if (keyword === 'UNIT') this.#set(family, 'unit', text, line);
    if (keyword !== 'TYPE') return;
    if (family.samples.length > 0) this.error(line, 'TYPE must come before the samples of the metric', name);
    if (family.type !== this.#untyped) this.error(line, 'TYPE is repeated', name);
    if (types.includes(text) || text === this.#untyped) family.type = text;
    else this.error(line, `TYPE is "${text}"; it must be one of ${types.join(', ')} or ${this.#untyped}`, name);
  }

  add(content: string, line: number): void {
    try {
      const sample = parseSample(content, line, this.#format);
      const family = this.#findFamily(sample);
      if (family !== this.#current && family.samples.length > 0) {
        this.error(line, 'all lines of a metric must be consecutive', family.name);
      }
      this.#current = family;
      family.samples.push(sample);
    } catch (error) {
      this.error(line, errorText(error));
    }
  }

  get #untyped(): string {
    return this.#format === 'text' ? 'untyped' : 'unknown';
  }

  #set(family: Draft, what: 'help' | 'unit', text: string, line: number): void {
    if (family[what] !== undefined) this.error(line, `${what.toUpperCase()} is repeated`, family.name);
    family[what] = text;
  }

  #family(name: string, line: number): Draft {
    const known = this.#families.get(name);
    if (known !== undefined) return known;
    const family: Draft = { name, type: this.#untyped, help: undefined, unit: undefined, line, samples: [] };
    this.#families.set(name, family);
    return family;
  }

  #findFamily({ name, line }: Sample): Draft {
    const whole = this.#families.get(name);
    if (whole !== undefined) return whole;
    const [, base = '', suffix = ''] = /^(.+)(_[a-z]+)$/.exec(name) ?? [];
    const family = this.#families.get(base);
    if (family !== undefined && suffixes[family.type]?.includes(suffix)) return family;
    return this.#family(name, line);
  }
}
