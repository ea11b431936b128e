import type { Command, ExitCode, Invocation } from '../command.ts';
import { fetchPage, pageUrl } from '../page/fetch-page.ts';
import { parsePage } from '../page/parse-page.ts';
import { Problem, UsageError } from '../problem.ts';
import { renderFrame } from '../top/frame.ts';
import { type Trend, Trends } from '../top/trends.ts';
import { headerOption, readHeaders } from './header-option.ts';

const HISTORY = 30;
/** Moves the cursor to the top left and clears everything below it. */
const CLEAR = '\u001b[H\u001b[J';

/** Polls a page and shows what changes. */
export const top: Command = {
  name: 'top',
  summary: 'shows the metrics of a page live, until Ctrl-C',
  parameters: ['URL'],
  options: {
    header: headerOption,
    interval: {
      type: 'string',
      short: 'i',
      usage: '-i, --interval SECONDS',
      help: 'seconds between two readings; default: 2',
    },
    count: { type: 'string', short: 'n', usage: '-n, --count N', help: 'stops after N readings' },
  },

  async run({ terminal, values, parameters: [text = ''], json }: Invocation): Promise<ExitCode> {
    const url = pageUrl(text);
    const headers = readHeaders(values);
    const interval = positive('--interval', values.interval, 2);
    const count = positive('--count', values.count, Infinity);
    const trends = new Trends(HISTORY);
    let rows: readonly Trend[] = [];
    let problem: string | undefined;
    for (let reading = 1; ; reading++) {
      try {
        const fetched = await fetchPage(url, headers);
        rows = trends.update(parsePage(fetched.text, fetched.contentType), terminal.clock.monotonicSeconds());
        problem = undefined;
      } catch (error) {
        // Wait for a service that restarts, but fail if the first reading fails.
        if (!(error instanceof Problem) || reading === 1) throw error;
        problem = error.message;
      }
      if (json)
        terminal.out(
          JSON.stringify(problem === undefined ? { ok: true, metrics: rows.map(toReport) } : { ok: false, problem }),
        );
      else {
        const title = `${url.host}${url.pathname}, every ${interval} s${problem === undefined ? '' : `: ${problem}`}`;
        terminal.out((terminal.rows === undefined ? '' : CLEAR) + renderFrame(title, rows, terminal));
      }
      if (reading >= count) return problem === undefined ? 0 : 1;
      await terminal.sleep(interval);
    }
  },
};

function toReport({ name, type, series, kind, history, mean }: Trend): unknown {
  const now = history.at(-1) ?? Number.NaN;
  return { name, type, series, [kind]: Number.isFinite(now) ? now : null, mean };
}

function positive(option: string, value: Invocation['values'][string], otherwise: number): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!(number > 0 && number < 86_400)) throw new UsageError(`${option} is "${String(value)}"; write a number above 0`);
  return number;
}
