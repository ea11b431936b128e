import { beforeEach, expect, test, vi } from 'vitest';
import { MultiMetricsBackend } from '../../src/fan-out/multi-metrics-backend.ts';
import { Metrics } from '../../src/metrics.ts';
import { MetricStore } from '../../src/store/metric-store.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';
import { ReadingBackend } from '../reading-backend.ts';
import { missingIn } from '../series-of.ts';

let diagnostics: KeptDiagnostics;

beforeEach(() => {
  diagnostics = new KeptDiagnostics();
});

test('records define at most 2000 metrics; the others are dropped, counted and reported once', () => {
  const store = new MetricStore({ diagnostics });
  const reader = store.openReader({ name: 'reader' });
  for (let i = 0; i < 2100; i++) store.recordCounter(`name.${i}`, 1);
  for (let i = 0; i < 2100; i++) store.setGauge(`name.g${i}`, 1);
  expect([...store.metrics]).toHaveLength(2000);
  expect(reader.account()).toMatchObject({ offered: 4200, pending: 2000, dropped: { cardinality: 2200 } });
  expect(missingIn(reader.account())).toBe(0);
  expect(diagnostics.events.map(({ code, message }) => [code, message])).toEqual([
    [
      'too_many_metrics',
      'records have defined 2000 metrics; records of further names are dropped: move what varies into a label, or raise maxMetrics',
    ],
  ]);
});

test('known metrics go on, and so do definitions in code', () => {
  const multi = new MultiMetricsBackend([new ReadingBackend()], { diagnostics, maxMetrics: 2, ownMetrics: true });
  for (const name of ['a', 'b', 'c', 'a']) multi.recordHistogram(name, 1);
  const metrics = new Metrics(multi);
  metrics.counter('d').add(1);
  expect([...multi.store.metrics].filter(({ internal }) => !internal).map(({ definition }) => definition.name)).toEqual(
    ['a', 'b', 'd'],
  );
  expect(multi.accounts().reading).toMatchObject({ offered: 5, pending: 4, dropped: { cardinality: 1 } });
});

test('a refused name uses up nothing, and each one is reported', () => {
  const backend = new ReadingBackend({ diagnostics });
  backend.refused = 'taken';
  const multi = new MultiMetricsBackend([backend], { diagnostics, maxMetrics: 1 });
  for (const name of ['taken', '9 lives', 'x'.repeat(1_000_000), 'taken', 'fine']) multi.recordCounter(name, 1);
  expect(multi.accounts().reading).toMatchObject({ pending: 1, dropped: { invalid: 4 } });
  expect(diagnostics.codes).toEqual(['invalid_record', 'invalid_record', 'invalid_record']);
  expect(diagnostics.events.every(({ message }) => message.length < 1000)).toBe(true);
});

test('the time for a metric does not grow with their number, also where views rename some', () => {
  const views = [
    { metric: 'name.5', name: 'five' },
    { metric: '*', labels: { drop: ['x'] } },
  ];
  const store = new MetricStore({ diagnostics, maxMetrics: 100_000, views });
  store.openReader({ name: 'reader' });
  const check = vi.spyOn(store.views, 'checkName');
  for (let i = 0; i < 3000; i++) store.recordCounter(`name.${i}`, 1);
  expect(check).toHaveBeenCalledTimes(3000);
  expect(check.mock.calls.every(([, known]) => [...known].length <= 1)).toBe(true);
  expect(() => store.define({ name: 'five', type: 'counter' })).toThrow(
    'views give metrics "name.5" and "five" one name at backend "reader": "five"',
  );
});

test.each([
  [{ maxMetrics: 0 }, 'maxMetrics: expected a whole number from 1 to 1000000, received 0; remove it for the default'],
  [
    { maxMetrics: 1.5 },
    'maxMetrics: expected a whole number from 1 to 1000000, received 1.5; remove it for the default',
  ],
  [
    { maxLabelLength: '5' as unknown as number },
    'maxLabelLength: expected a whole number from 1 to 65535, received "5"; remove it for the default',
  ],
  [
    { maxMetrics: -1, maxLabelLength: Number.NaN },
    'maxMetrics: expected a whole number from 1 to 1000000, received -1; remove it for the default\nmaxLabelLength: expected a whole number from 1 to 65535, received NaN; remove it for the default',
  ],
])('limits that are none are refused: %o', (options, message) => {
  expect(() => new MetricStore(options)).toThrow(expect.objectContaining({ code: 'invalid_configuration', message }));
});
