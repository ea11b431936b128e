import type { Command, ExitCode, Invocation } from '../command.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import { familyRow } from '../page/family-row.ts';
import { type FetchedPage, fetchPage, pageUrl } from '../page/fetch-page.ts';
import { lintPage } from '../page/lint-page.ts';
import type { Finding, Page } from '../page/page.ts';
import { parsePage } from '../page/parse-page.ts';
import { headerOption, readHeaders } from './header-option.ts';

/** Reads and lints a metrics page and shows its contents. */
export const scrape: Command = {
  name: 'scrape',
  summary: 'reads and lints a metrics page and shows it as a table',
  parameters: ['URL'],
  options: { header: headerOption },

  async run({ terminal, values, parameters: [url = ''], json }: Invocation): Promise<ExitCode> {
    const fetched = await fetchPage(pageUrl(url), readHeaders(values));
    const page = parsePage(fetched.text, fetched.contentType);
    const findings = lintPage(page);
    terminal.out(
      json ? JSON.stringify(toReport(page, findings, fetched), null, 2) : toText(page, findings, fetched, terminal),
    );
    return findings.length === 0 ? 0 : 1;
  },
};

function toReport({ format, families }: Page, findings: readonly Finding[], fetched: FetchedPage): unknown {
  const { contentType, bytes, seconds } = fetched;
  return {
    ok: findings.length === 0,
    format,
    contentType,
    bytes,
    seconds,
    families: families.map(({ name, type, help, unit, samples }) => ({
      name,
      type,
      help,
      unit,
      // JSON has neither NaN nor infinities.
      samples: samples.map((sample) => ({
        name: sample.name,
        labels: Object.fromEntries(sample.labels),
        value: Number.isFinite(sample.value) ? sample.value : String(sample.value),
      })),
    })),
    findings,
  };
}

function toText(
  { format, families }: Page,
  findings: readonly Finding[],
  fetched: FetchedPage,
  terminal: Terminal,
): string {
  const samples = families.reduce((sum, family) => sum + family.samples.length, 0);
  const size = `${families.length} metrics, ${samples} samples, ${fetched.bytes} bytes in ${format === 'text' ? 'the text format' : 'OpenMetrics'}`;
  const rows = [...families].sort((a, b) => (a.name < b.name ? -1 : 1)).map(familyRow);
  const lines = findings.map(({ severity, line, metric, text }) => {
    const where = terminal.paint('dim', `line ${line}`);
    const kind = terminal.paint(severity === 'error' ? 'red' : 'yellow', severity);
    return `${where} ${kind}: ${metric === undefined ? '' : `${metric}: `}${text}`;
  });
  return [
    table([['metric', 'type', 'series', 'value'], ...rows], [2]),
    '',
    ...lines,
    lines.length === 0
      ? terminal.paint('green', `${size}. Nothing to complain about.`)
      : `${size}; findings: ${lines.length}.`,
  ].join('\n');
}
