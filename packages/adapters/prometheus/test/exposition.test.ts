import { CollectedDiagnostics } from '@bot-metrics/testing';
import { expect, it } from 'vitest';
import { PrometheusMetricsBackend } from '../src/index.ts';

it('gives the event loop its turn after each 64 kB of a page', async () => {
  const backend = new PrometheusMetricsBackend({ listen: false, diagnostics: new CollectedDiagnostics() });
  for (let i = 0; i < 1500; i++) backend.recordCounter('bot.sent', 1, { text: `${i}`.padEnd(1000, 'x') });
  let turns = 0;
  let next: NodeJS.Immediate;
  const count = (): void => {
    turns += 1;
    next = setImmediate(count);
  };
  next = setImmediate(count);
  const page = await backend.getMetricsOutput();
  clearImmediate(next);
  expect(turns).toBeGreaterThan(Math.floor(page.length / 66_000) - 1);
});
