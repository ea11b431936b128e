import { FakeClock, startHttpCapture } from '@bot-metrics/testing';
import { expect, onTestFinished, test } from 'vitest';
import { unusedPort } from '../../../sdk/test/ports.ts';
import { type Ended, runCommand } from '../run-command.ts';

/** A service that serves `pages` in turn, and a 503 for `undefined`. */
async function startService(...pages: (string | undefined)[]): Promise<string> {
  const server = await startHttpCapture({
    respond: () => {
      const body = pages.shift();
      return body === undefined ? { status: 503 } : { body, headers: { 'content-type': 'text/plain' } };
    },
  });
  onTestFinished(() => server.close());
  return server.url;
}

function top(args: readonly string[], terminal: { rows?: number } = {}): Promise<Ended> {
  const clock = new FakeClock();
  return runCommand(['top', ...args], { ...terminal, clock, sleep: (seconds) => clock.advance(seconds) });
}

const page = (orders: number, users: number, count: number, sum: number) => `# TYPE orders_total counter
orders_total{kind="a"} ${orders}
orders_total{kind="b"} 1
# TYPE users gauge
users ${users}
# TYPE wait_seconds histogram
wait_seconds_bucket{le="+Inf"} ${count}
wait_seconds_sum ${sum}
wait_seconds_count ${count}
`;

test('shows rates, values and means with their history', async () => {
  const url = await startService(page(0, 5, 0, 0), page(10, 7, 4, 2), page(50, 6, 4, 2), page(60, 9, 14, 3));
  const { code, out, err } = await top([url, '--count', '4', '--interval', '5']);

  await expect(out.replaceAll(new URL(url).host, 'HOST')).toMatchFileSnapshot('../golden/top.txt');
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

test('clears the terminal for each reading and prints no more rows than fit', async () => {
  const { out } = await top([await startService(page(0, 5, 0, 0), page(1, 5, 0, 0)), '-n', '2'], { rows: 6 });

  const [, first = '', second = ''] = out.split('\u001b[H\u001b[J');
  expect(first).toContain('and 1 more');
  // Title and summary around two rows, the heading, and the cursor line.
  expect(second.split('\n')).toHaveLength(6);
  // The most active metric comes first.
  expect(second.split('\n')[2]).toMatch(/^orders_total +2 +0\.5\/s/);
});

test('prints one line per reading as JSON', async () => {
  const { out } = await top([await startService(page(0, 5, 0, 0), page(10, 7, 4, 2)), '-n', '2', '--json']);

  expect(
    out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    {
      ok: true,
      metrics: [
        { name: 'orders_total', type: 'counter', series: 2, rate: null },
        { name: 'users', type: 'gauge', series: 1, value: 5 },
        { name: 'wait_seconds', type: 'histogram', series: 1, rate: null },
      ],
    },
    {
      ok: true,
      metrics: [
        { name: 'orders_total', type: 'counter', series: 2, rate: 5 },
        { name: 'users', type: 'gauge', series: 1, value: 7 },
        { name: 'wait_seconds', type: 'histogram', series: 1, rate: 2, mean: 0.5 },
      ],
    },
  ]);
});

test('waits for a service that is temporarily unavailable', async () => {
  const url = await startService(page(10, 5, 0, 0), undefined, page(4, 5, 0, 0));
  const { code, out } = await top([url, '-n', '3', '--json']);

  const readings = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(code).toBe(0);
  expect(readings[1]).toEqual({
    ok: false,
    problem: expect.stringMatching(/the server returned 503; check the service's log/),
  });
  // The service restarted: 4 since then, within the 4 seconds between two successful readings.
  expect(readings[2].metrics[0]).toMatchObject({ name: 'orders_total', rate: 1 });
});

test('fails at once if the service is not reachable at the start', async () => {
  const { code, out, err } = await top([`127.0.0.1:${await unusedPort()}`]);

  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^no metrics page at .*ECONNREFUSED/);
});

test.each(['0', '-1', 'soon', ''])('rejects an interval of %j as wrong usage', async (interval) => {
  const { code, err } = await top(['localhost', `--interval=${interval}`]);

  expect(code).toBe(2);
  expect(err.split('\n')[0]).toBe(`--interval is "${interval}"; write a number above 0`);
});
