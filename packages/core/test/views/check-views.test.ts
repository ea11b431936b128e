import { expect, test } from 'vitest';
import { BotMetricsError } from '../../src/bot-metrics-error.ts';
import { checkViews } from '../../src/views/check-views.ts';

test('views that can be are taken', () => {
  expect(() =>
    checkViews([
      { metric: '*', backends: ['cloud'], enabled: false },
      { metric: 'http.*', labels: { drop: ['pod'], rename: { a: 'b' }, map: { status: { '2*': '2xx' } } } },
      { metric: 'sizes', name: 'bytes', buckets: [1, 2], merge: 'sum' },
      { metric: 'sizes', buckets: 'exponential' },
    ]),
  ).not.toThrow();
});

test('every problem of every view is reported at once, with its path', () => {
  const views = [
    { metric: '' },
    { metric: 'http.*', name: 'one' },
    { metric: 'sizes', name: '9lives', buckets: [2, 1] },
    { metric: 'depth', merge: 'average' as never, labels: { rename: { a: '' } } },
  ];
  const thrown = (() => {
    try {
      checkViews(views);
    } catch (error) {
      return error;
    }
    return undefined;
  })();
  expect(thrown).toBeInstanceOf(BotMetricsError);
  expect(thrown).toMatchObject({ code: 'invalid_configuration' });
  expect((thrown as Error).message.split('\n')).toEqual([
    'views.0.metric: "" must be a name, or a pattern such as "http.*"',
    'views.1.name: "one" would rename every metric that matches "http.*"; name one metric',
    expect.stringMatching(/^views\.2\.name: "9lives" must start with a letter/),
    'views.2.buckets: [2, 1] must be finite and increasing; +Inf is implied',
    'views.3.merge: "average" must be one of sum, max, min, last',
    'views.3.labels.rename.a: "" must be a label name',
  ]);
});
