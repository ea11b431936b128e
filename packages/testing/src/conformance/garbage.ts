import type { Labels } from '@bot-metrics/core';

interface Given {
  readonly name: string;
  readonly value: number;
  readonly labels: Labels;
}

const throwing = (): never => {
  throw new Error('do not read me');
};

const untouchable = new Proxy(
  {},
  { get: throwing, has: throwing, ownKeys: throwing, getOwnPropertyDescriptor: throwing },
);

const names: readonly unknown[] = [
  '',
  '9',
  'a__b',
  'größe',
  'two\nlines',
  '__proto__',
  undefined,
  null,
  5,
  Symbol('name'),
  {},
];
const values: readonly unknown[] = [Number.NaN, '5', null, true, 5n, Symbol('value'), {}, [5], untouchable];
const labels: readonly unknown[] = [
  null,
  5,
  'text',
  [],
  { a: null },
  { a: 5n },
  { a: Symbol('label') },
  { a: { b: 'c' } },
  { a: 'x\ud800', '': 'y' },
  { ['__proto__']: 'x', constructor: 'y' },
  untouchable,
];

/** Arguments that a careless JavaScript caller could pass to a record method. None of them is a record of `posts`. */
export const garbage: readonly Given[] = [
  ...names.map((name) => ({ name, value: 1, labels: {} })),
  ...values.map((value) => ({ name: 'garbage', value, labels: {} })),
  ...labels.map((given) => ({ name: 'garbage', value: 1, labels: given })),
  ...values.map((value) => ({ name: 'posts', value, labels: {} })),
] as unknown as Given[];
