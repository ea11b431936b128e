import { sparkline } from '../output/sparkline.ts';
import { table } from '../output/table.ts';
import type { Terminal } from '../output/terminal.ts';
import type { Trend } from './trends.ts';

/** Lines around the table: what is looked at, the heading, and where the cursor stands. */
const OTHER_LINES = 4;

/** The table of one reading: what moves most comes first, as many rows as the terminal has. */
export function frameOf(title: string, trends: readonly Trend[], terminal: Terminal): string {
  const sorted = [...trends].sort((a, b) => activity(b) - activity(a) || (a.name < b.name ? -1 : 1));
  const shown = terminal.rows === undefined ? sorted : sorted.slice(0, Math.max(1, terminal.rows - OTHER_LINES));
  const rows = shown.map((trend) => [trend.name, String(trend.series), nowOf(trend), meanOf(trend), lineOf(trend)]);
  const rest = sorted.length - shown.length;
  return [
    terminal.paint('bold', title),
    table([['metric', 'series', 'now', 'mean', ''], ...rows], [1, 2, 3]),
    ...(rest > 0 ? [terminal.paint('dim', `and ${rest} more that move less`)] : []),
  ].join('\n');
}

/** How many of the readings differ from the one before. */
function activity({ history, kind }: Trend): number {
  if (kind === 'rate') return history.filter((rate) => rate > 0).length;
  return history.filter((value, i) => i > 0 && value !== history[i - 1]).length;
}

function nowOf({ history, kind }: Trend): string {
  const now = history.at(-1) ?? Number.NaN;
  if (Number.isNaN(now)) return '–';
  return kind === 'rate' ? `${rounded(now)}/s` : rounded(now);
}

function meanOf({ mean }: Trend): string {
  return mean === undefined ? '' : rounded(mean);
}

function lineOf({ history, kind }: Trend): string {
  return sparkline(history, kind === 'rate' ? 0 : Math.min(...history.filter(Number.isFinite)));
}

function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}
