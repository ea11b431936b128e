import { expect, test } from 'vitest';
import type { MetricDefinition } from '../../src/definition/metric-definition.ts';
import { Views } from '../../src/views/views.ts';

const counter: MetricDefinition = { name: 'requests', type: 'counter', labels: ['route', 'pod'] };
const gauge: MetricDefinition = { name: 'depth', type: 'gauge', labels: ['queue', 'pod'] };

test('without a view a backend sees what is defined', () => {
  expect(new Views().of(counter, 'cloud')).toEqual({ definition: counter, labels: undefined, merge: 'last' });
});

test('of several views the later one decides whether a backend sees a metric', () => {
  const views = new Views([
    { metric: '*', backends: ['cloud'], enabled: false },
    { metric: 'req*', backends: ['cloud'], enabled: true },
  ]);
  expect(views.of(counter, 'cloud')).toBeDefined();
  expect(views.of(gauge, 'cloud')).toBeUndefined();
  expect(views.of(gauge, 'scrape')).toBeDefined();
});

test('a metric has the name and the labels that views give it', () => {
  const views = new Views([
    { metric: 'requests', name: 'http.requests' },
    { metric: '*', labels: { drop: ['pod'], rename: { route: 'path' }, map: { route: { '/u/*': '/u/:id' } } } },
  ]);
  const seen = views.of(counter, 'cloud');
  expect(seen?.definition).toEqual({ name: 'http.requests', type: 'counter', labels: ['path'] });
  expect(
    seen?.labels?.([
      ['route', '/u/7'],
      ['pod', 'a'],
    ]),
  ).toEqual([['path', '/u/:id']]);
});

test('buckets are for histograms only', () => {
  const views = new Views([{ metric: '*', buckets: [1, 2] }]);
  expect(views.of(counter, 'cloud')?.definition.buckets).toBeUndefined();
  expect(views.of({ name: 'sizes', type: 'histogram' }, 'cloud')?.definition.buckets).toEqual([1, 2]);
});

test('a gauge that loses a label needs a rule, and one that only gets another name for it does not', () => {
  const drop = { metric: '*', labels: { drop: ['pod'] } };
  expect(() => new Views([drop]).of(gauge, 'cloud')).toThrow(
    'the views of metric "depth" for backend "cloud" merge series; a gauge has no natural total, so set merge to "sum", "max", "min" or "last"',
  );
  expect(new Views([{ ...drop, merge: 'max' }]).of(gauge, 'cloud')?.merge).toBe('max');
  expect(() => new Views([drop]).of(counter, 'cloud')).not.toThrow();
  expect(() => new Views([{ metric: '*', labels: { rename: { pod: 'host' } } }]).of(gauge, 'cloud')).not.toThrow();
});

test('two labels cannot get one name', () => {
  const views = new Views([{ metric: '*', labels: { rename: { pod: 'route' } } }]);
  expect(() => views.of(counter, 'cloud')).toThrow('give two labels the name "route"');
});

test('two metrics cannot get one name at one backend', () => {
  const views = new Views([{ metric: 'depth', backends: ['cloud'], name: 'requests' }]);
  expect(() => views.checkName(counter, [gauge], 'cloud')).toThrow(
    'views give metrics "depth" and "requests" one name at backend "cloud": "requests"',
  );
  expect(() => views.checkName(counter, [gauge], 'scrape')).not.toThrow();
});

test('views are frozen when they are given', () => {
  const given = [{ metric: '*', enabled: false }];
  const views = new Views(given);
  given.length = 0;
  expect(views.of(counter, 'cloud')).toBeUndefined();
});

test('a backend makes of a metric what it says by itself, after the views', () => {
  const views = new Views([{ metric: 'requests', labels: { rename: { route: 'path' } } }]);
  const own = () => ({ metric: '*', labels: { keep: ['path'] } });
  expect(views.of(counter, 'cloud', own)?.definition.labels).toEqual(['path']);
  expect(views.of(counter, 'cloud')?.definition.labels).toEqual(['path', 'pod']);
});

test('what values a label can have is still known where it is kept, and not where it is mapped', () => {
  const closed = { ...counter, labels: { route: ['/', '/users'], pod: ['a', 'b'] } };
  expect(new Views([{ metric: '*', labels: { drop: ['pod'] } }]).of(closed, 'cloud')?.definition.labels).toEqual({
    route: ['/', '/users'],
  });
  const mapped = new Views([{ metric: '*', labels: { map: { route: { '/u*': '/u' } } } }]);
  expect(mapped.of(closed, 'cloud')?.definition.labels).toEqual(['route', 'pod']);
});
