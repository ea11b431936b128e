import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Labels, LabelValue } from '../../../src/labels/label-schema.ts';
import { SeriesIndex } from '../../../src/store/index/series-index.ts';

const name = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'valueOf',
    'a',
    'b',
    'a.b',
    "'",
    '"',
    '\\',
    '\n',
    '\u2028',
    '`',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
);

/** Few values, so that label sets meet; with and without text twins. */
const value: fc.Arbitrary<LabelValue | undefined> = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '1',
    'true',
    'x',
    '__proto__',
    'constructor',
    '\ud800',
    '\0',
    'é',
    'e\u0301',
    '🙂',
    'undefined',
    'NaN',
  ),
  fc.constantFrom(0, 1, -0, 2 ** 53, 1e21, Number.NaN, 0.1),
  fc.boolean(),
  fc.constant(undefined),
);

/** Values by position: label `i` of a record has entry `i`. */
const values = fc.array(value, { minLength: 16, maxLength: 16 });

type Step =
  | { do: 'find' | 'record' | 'remove'; values: readonly (LabelValue | undefined)[] }
  | { do: 'addName'; name: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('find', 'record', 'remove'), values }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('addName'), name }) },
);

function labelsOf(names: readonly string[], given: readonly (LabelValue | undefined)[]): Labels {
  const own = names.flatMap((label, i) => (given[i] === undefined ? [] : [[label, given[i]] as const]));
  return Object.fromEntries(own);
}

function textsOf(names: readonly string[], given: readonly (LabelValue | undefined)[]): string[] {
  return names.map((_, i) => String(given[i] ?? ''));
}

/** The index as `StoredMetric` uses it, beside a Map from the texts to the slot. */
function compare(firstNames: readonly string[], steps: readonly Step[]): void {
  const index = new SeriesIndex(firstNames);
  const finder = index.finder({});
  const slots = new Map<string, number>();
  for (const next of steps) {
    if (next.do === 'addName') {
      if (index.names.includes(next.name) || index.names.length === 16) continue;
      const known = [...slots].map(([key, slot]) => [JSON.stringify([...JSON.parse(key), '']), slot] as const);
      const live = new Set(slots.values());
      index.addName(next.name, (slot) => live.has(slot));
      slots.clear();
      for (const [key, slot] of known) slots.set(key, slot);
      continue;
    }
    const texts = textsOf(index.names, next.values);
    const key = JSON.stringify(texts);
    const expected = slots.get(key) ?? -1;
    expect(index.find(texts)).toBe(expected);
    expect([-1, expected]).toContain(finder.find(labelsOf(index.names, next.values)));
    if (next.do === 'remove' && expected >= 0) {
      index.remove(expected);
      slots.delete(key);
      index.release(expected, (slot) => [...slots.values()].includes(slot));
    }
    if (next.do === 'record') {
      const slot = expected >= 0 ? expected : index.add(texts);
      slots.set(key, slot);
      for (const i of index.names.keys()) index.alias(i, next.values[i]);
      expect(finder.find(labelsOf(index.names, texts))).toBe(slot);
      if (!index.names.some((label, i) => next.values[i] === undefined && label in Object.prototype)) {
        expect(finder.find(labelsOf(index.names, next.values))).toBe(slot);
      }
    }
    expect(index.size).toBe(slots.size);
  }
  expect(new Set(slots.values()).size).toBe(slots.size);
  for (const [key, slot] of slots) {
    expect(JSON.stringify(index.texts(slot))).toBe(key);
    expect(index.find(JSON.parse(key))).toBe(slot);
  }
}

test('the index agrees with a Map of label texts, whatever names and values come', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 4 }), fc.array(step, { maxLength: 60, size: 'max' }), compare),
    {
      numRuns: 150,
    },
  );
});

test('the index agrees with a Map over thousands of series that come and go', () => {
  const index = new SeriesIndex(['a', 'b']);
  const finder = index.finder({});
  const slots = new Map<string, number>();
  let seed = 42;
  for (let i = 0; i < 20_000; i++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const a = String((seed >>> 8) % 60);
    const b = String((seed >>> 16) % 60);
    const key = `${a},${b}`;
    const expected = slots.get(key) ?? -1;
    if (finder.find({ a, b }) !== expected || index.find([a, b]) !== expected)
      expect.fail(`lost {${key}} at step ${i}`);
    if (expected < 0) slots.set(key, index.add([a, b]));
    else if (seed % 3 === 0) {
      index.remove(expected);
      slots.delete(key);
      index.release(expected, (slot) => [...slots.values()].includes(slot));
    }
  }
  expect(slots.size).toBeGreaterThan(1000);
  expect(index.size).toBe(slots.size);
});

test('a finder fills in its constants, and they win over the labels of a record', () => {
  const index = new SeriesIndex(['a', 'b']);
  const plain = index.finder({});
  const constant = index.finder({ b: 7 });
  const slot = index.add(['x', '7']);
  expect(plain.find({ a: 'x', b: '7' })).toBe(slot);
  expect(constant.find({ a: 'x' })).toBe(slot);
  expect(constant.find({ a: 'x', b: '8' })).toBe(slot);
});

test('an index without label names has room for one series', () => {
  const index = new SeriesIndex([]);
  const finder = index.finder({});
  expect(finder.find({})).toBe(-1);
  const slot = index.add([]);
  expect([finder.find({}), index.find([])]).toEqual([slot, slot]);
  index.remove(slot);
  expect([finder.find({}), index.find([])]).toEqual([-1, -1]);
});

test('a reserved slot is found by no labels, and none that it hands out is handed out twice', () => {
  const index = new SeriesIndex(['a']);
  const reserved = index.reserve();
  const slot = index.add(['']);
  expect(slot).not.toBe(reserved);
  expect(index.find([''])).toBe(slot);
  expect(index.size).toBe(1);
});

test('the values of series that are gone are forgotten', () => {
  const index = new SeriesIndex(['user', 'status']);
  const finder = index.finder({});
  const live = new Set<number>([index.add(['first', 'ok'])]);
  for (let user = 0; user < 5000; user++) {
    const slot = index.add([`user-${user}`, 'ok']);
    index.remove(slot);
    index.release(slot, (other) => live.has(other));
  }
  expect(index.countValues(0)).toBeLessThan(1100);
  expect([finder.find({ user: 'first', status: 'ok' }), index.texts(0), index.size]).toEqual([0, ['first', 'ok'], 1]);
});
