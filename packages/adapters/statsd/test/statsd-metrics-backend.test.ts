import { Metrics, MultiMetricsBackend } from '@bot-metrics/core';
import { CollectedDiagnostics, startUdpCapture, type UdpCapture } from '@bot-metrics/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StatsdMetricsBackend } from '../src/statsd-metrics-backend.ts';

const diagnostics = new CollectedDiagnostics();
let daemon: UdpCapture;
beforeEach(async () => {
  daemon = await startUdpCapture();
});
afterEach(() => daemon.close());

for (const [aggregate, lines] of [
  [true, ['orders:5|c']],
  [false, ['orders:2|c', 'orders:3|c']],
] as const) {
  test(`behaves the same alone and in a fan-out, with aggregate: ${aggregate}`, async () => {
    const { port } = daemon;
    const alone = new StatsdMetricsBackend({ port, aggregate, diagnostics });
    const fanOut = new MultiMetricsBackend([new StatsdMetricsBackend({ port, aggregate, diagnostics })]);
    await alone.start();
    for (const recorder of [alone, fanOut]) {
      const orders = new Metrics(recorder).counter('orders');
      orders.add(2);
      orders.add(3);
      await recorder.shutdown();
    }
    await daemon.settled();
    expect(daemon.lines).toEqual([...lines, ...lines]);
    const account = { offered: 2, delivered: 2, pending: 0, dropped: {}, ambiguous: 0 };
    expect([alone.account(), fanOut.accounts().statsd]).toEqual([account, account]);
    await expect(alone.start()).rejects.toThrow('was shut down');
  });

  test(`an account has every record at every instant, with aggregate: ${aggregate}`, async () => {
    const backend = new StatsdMetricsBackend({ protocol: 'tcp', port: daemon.port, aggregate, diagnostics });
    backend.recordCounter('orders', 2);
    backend.recordCounter('orders', Number.NaN);
    expect(backend.account()).toMatchObject({ offered: 2, delivered: 0, pending: 1 });
    await expect(backend.shutdown()).rejects.toThrow('ECONNREFUSED');
    const { offered, delivered, pending, dropped } = backend.account();
    expect({ offered, delivered, pending }).toEqual({ offered: 2, delivered: 0, pending: 0 });
    expect(Object.values(dropped).reduce((sum, records) => sum + records)).toBe(2);
  });
}

test('shows the lines that it would send, or that wait', async () => {
  const { port } = daemon;
  for (const aggregate of [true, false]) {
    const backend = new StatsdMetricsBackend({ port, aggregate, diagnostics });
    backend.initializeMetric({ name: 'render', type: 'histogram', unit: 's' });
    backend.recordHistogram('render', 0.25);
    backend.setGauge('depth', 3);
    expect(await backend.getMetricsOutput()).toBe('render:250|ms\ndepth:3|g\n');
    expect(backend.getContentType()).toBe('text/plain; charset=utf-8');
    await backend.shutdown();
  }
});
