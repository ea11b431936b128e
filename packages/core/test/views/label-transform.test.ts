import { expect, test } from 'vitest';
import { mapValue, transformLabel } from '../../src/views/label-transform.ts';

test('a label that no view names stays', () => {
  expect(transformLabel('a', [{ drop: ['b'] }])).toEqual({ name: 'a', maps: [] });
});

test('a label is left out where it is dropped, and where others are kept', () => {
  expect(transformLabel('a', [{ drop: ['a'] }])).toBeUndefined();
  expect(transformLabel('a', [{ keep: ['b'] }])).toBeUndefined();
  expect(transformLabel('a', [{ keep: [] }])).toBeUndefined();
});

test('a later view meets the name that an earlier one gave', () => {
  const views = [{ rename: { a: 'b' } }, { map: { b: { x: 'y' } }, rename: { b: 'c' } }];
  expect(transformLabel('a', views)).toEqual({ name: 'c', maps: [{ x: 'y' }] });
  expect(transformLabel('a', [{ rename: { a: 'b' } }, { drop: ['b'] }])).toBeUndefined();
  expect(transformLabel('a', [{ rename: { a: 'b' } }, { drop: ['a'] }])).toEqual({ name: 'b', maps: [] });
});

test('what every object inherits is no rename and no map', () => {
  expect(transformLabel('constructor', [{ map: {}, rename: {} }])).toEqual({ name: 'constructor', maps: [] });
});

test('the mark of the overflow series passes every view', () => {
  expect(transformLabel('otel.metric.overflow', [{ keep: [] }])).toEqual({ name: 'otel.metric.overflow', maps: [] });
});

test('a value becomes what the first pattern says that it fits, else it stays', () => {
  const maps = [{ '2*': '2xx', '20*': 'never', '*5': 5 }];
  expect(['204', '305', '404'].map((value) => mapValue(value, maps))).toEqual(['2xx', '5', '404']);
});

test('maps follow each other, and a function may answer any label value, or nothing to leave the label out', () => {
  expect(mapValue('a', [{ a: 'b' }, (value) => `${value}!`, (value) => value === 'b!'])).toBe('true');
  expect(mapValue('a', [() => undefined])).toBe('');
});

test('a value that cannot be mapped stays', () => {
  const throws = (): string => {
    throw new Error('no');
  };
  expect(mapValue('a', [throws])).toBe('a');
  expect(mapValue('a', [() => ({}) as never])).toBe('a');
});
