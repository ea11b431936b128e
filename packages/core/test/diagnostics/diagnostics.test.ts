import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConsoleDiagnostics } from '../../src/diagnostics/diagnostics.ts';
import { FakeClock } from '../fake-clock.ts';

const severities = ['info', 'warn', 'error'] as const;

let printed: string[];

beforeEach(() => {
  printed = [];
  for (const severity of severities) {
    vi.spyOn(console, severity).mockImplementation((line) => void printed.push(`${severity}: ${line}`));
  }
});

afterEach(() => {
  vi.restoreAllMocks();
});

test.each(severities)('an event of severity %s is one line with its code', (severity) => {
  new ConsoleDiagnostics(new FakeClock()).report({ code: 'export_failed', message: 'no answer', severity });
  expect(printed).toEqual([`${severity}: [bot-metrics] no answer (export_failed)`]);
});

test('the same message is said once a minute, and another one at once', async () => {
  const clock = new FakeClock();
  const diagnostics = new ConsoleDiagnostics(clock);
  const say = (message: string): void => diagnostics.report({ code: 'c', message, severity: 'info' });
  say('one');
  say('one');
  say('two');
  await clock.advance(59);
  say('one');
  await clock.advance(2);
  say('one');
  expect(printed.map((line) => line.slice(20))).toEqual(['one (c)', 'two (c)', 'one (c)']);
});

test('the cause is not printed, for it may hold a secret', () => {
  const cause = new Error('Authorization: Bearer secret');
  new ConsoleDiagnostics(new FakeClock()).report({ code: 'c', message: 'refused', severity: 'error', cause });
  expect(printed.join()).not.toContain('secret');
});

test('a jump of the wall clock does not silence it', async () => {
  const clock = new FakeClock();
  const diagnostics = new ConsoleDiagnostics(clock);
  diagnostics.report({ code: 'c', message: 'm', severity: 'info' });
  clock.wall -= 86_400;
  clock.monotonic += 61;
  diagnostics.report({ code: 'c', message: 'm', severity: 'info' });
  expect(printed).toHaveLength(2);
});
