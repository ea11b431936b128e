import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const SCRAPES = 1000;
const SERIES = 10_000;

let primary: ChildProcess | undefined;

afterAll(() => primary?.kill());

async function scraped(address: string): Promise<Map<string, number>> {
  const page = await (await fetch(address)).text();
  return new Map(
    Array.from(page.matchAll(/^(jobs_total\{.*\}) (\d+)$/gm), ([, name, value]) => [name!, Number(value)]),
  );
}

test(`no total falls in ${SCRAPES} scrapes while workers record and die, and the final totals are exact`, async () => {
  const script = fileURLToPath(new URL('reporting-primary.mjs', import.meta.url));
  const child = fork(script, [String(SERIES)]);
  primary = child;
  const [address] = (await once(child, 'message')) as [string];
  let before = new Map<string, number>();
  const fallen: string[] = [];
  for (let i = 0; i < SCRAPES; i++) {
    const now = await scraped(address);
    for (const [name, value] of before) if (!((now.get(name) ?? 0) >= value)) fallen.push(`${name} in scrape ${i}`);
    before = now;
  }
  const result = once(child, 'message');
  child.send('end');
  const [{ expected, ends }] = (await result) as [{ expected: number; ends: Record<string, number> }];
  const totals = await scraped(address);

  expect(fallen).toEqual([]);
  expect(totals.size).toBe(SERIES);
  expect(new Set(totals.values())).toEqual(new Set([expected]));
  process.stderr.write(`${JSON.stringify(ends)}, each series ${expected}\n`);
  for (const count of Object.values(ends)) expect(count).toBeGreaterThan(5);
});
