import { sparkline } from '../output/sparkline.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import type { Trend } from './trends.ts';

/** Lines besides the table: title, heading, summary and cursor. */
const OTHER_LINES = 4;

/** Renders one reading as a table with the most active metrics first, limited to the height of the terminal. */
export function renderFrame(title: string, trends: readonly Trend[], terminal: Terminal): string {
  const sorted = [...trends].sort((a, b) => activity(b) - activity(a) || (a.name < b.name ? -1 : 1));
  const shown = terminal.rows === undefined ? sorted : sorted.slice(0, Math.max(1, terminal.rows - OTHER_LINES));
  const rows = shown.map((trend) => [
    trend.name,
    String(trend.series),
    formatNow(trend),
    formatMean(trend),
    formatLine(trend),
  ]);
  const rest = sorted.length - shown.length;
  return [
    terminal.paint('bold', title),
    table([['metric', 'series', 'now', 'mean', ''], ...rows], [1, 2, 3]),
    ...(rest > 0 ? [terminal.paint('dim', `and ${rest} more with less change`)] : []),
  ].join('\n');
}

/** The number of readings that differ from the previous one. */
function activity({ history, kind }: Trend): number {
  if (kind === 'rate') return history.filter((rate) => rate > 0).length;
  return history.filter((value, i) => i > 0 && value !== history[i - 1]).length;
}

function formatNow({ history, kind }: Trend): string {
  const now = history.at(-1) ?? Number.NaN;
  if (Number.isNaN(now)) return '–';
  return kind === 'rate' ? `${rounded(now)}/s` : rounded(now);
}

function formatMean({ mean }: Trend): string {
  return mean === undefined ? '' : rounded(mean);
}

function formatLine({ history, kind }: Trend): string {
  return sparkline(history, kind === 'rate' ? 0 : Math.min(...history.filter(Number.isFinite)));
}

function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}
