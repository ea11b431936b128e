import fc from 'fast-check';

const throwing = (): never => {
  throw new Error('do not read me');
};

/** An object that throws whatever is asked of it. */
const untouchable: object = new Proxy(
  {},
  { get: throwing, has: throwing, ownKeys: throwing, getOwnPropertyDescriptor: throwing, getPrototypeOf: throwing },
);

/** Readable by name, but not as a whole. */
const unlistable: object = new Proxy({ a: 'x' }, { ownKeys: throwing, getOwnPropertyDescriptor: throwing });

const megabyte = 'm'.repeat(1_000_000);

/** What a careless or hostile caller gives for a number that cannot be recorded by any instrument. */
export const badNumbers: readonly unknown[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  '5',
  '',
  null,
  true,
  5n,
  2n ** 70n,
  Symbol('value'),
  [],
  [5],
  {},
  { valueOf: throwing, toString: throwing, [Symbol.toPrimitive]: throwing },
  new Number(5),
  new Date(5),
  () => 5,
  untouchable,
];

const badLabelValues: readonly unknown[] = [null, {}, [], 5n, Symbol('label'), () => 'x', new String('x'), untouchable];

/** Odd, but labels all the same. */
const oddTexts: readonly unknown[] = [
  ...['', '"', '\\', '\n', '|', ':', '#', '@', '\0', '\ud800', '\udfff\ud800', megabyte, '__proto__', 'constructor'],
  ...[Number.NaN, Number.POSITIVE_INFINITY, -0, 2 ** 53, true, undefined],
];

/**
 * A value to give, behind a function: fast-check looks into what it generates, and some of these must not be looked into.
 */
interface Given {
  readonly called: string;
  readonly value: () => unknown;
}

function anyOf(values: readonly unknown[]): fc.Arbitrary<Given> {
  return fc.constantFrom(...values.map((value, i) => ({ called: `${typeof value} ${i}`, value: () => value })));
}

export const anyBadNumber: fc.Arbitrary<Given> = anyOf(badNumbers);

export const anyNumber: fc.Arbitrary<Given> = anyOf([
  ...badNumbers,
  ...[-1, -0, 0, 1, 2 ** 53, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE],
]);

/** Anything where labels are expected. `undefined` is no labels. */
export const anyLabels: fc.Arbitrary<Given> = fc.oneof(
  anyOf([null, 5, 'text', 5n, true, Symbol('labels'), [], ['x'], () => ({}), new Map([['a', 'x']]), undefined]),
  anyOf([untouchable, unlistable, Object.defineProperty({}, 'a', { get: throwing, enumerable: true })]),
  fc
    .dictionary(
      fc.constantFrom('a', 'b', 'a.b', 'a_b', '1a', 'le', '', '__proto__', 'constructor', 'a"b\n'),
      anyOf(['x', ...oddTexts, ...badLabelValues]),
      { maxKeys: 4 },
    )
    .map((labels) => ({
      called: JSON.stringify(labels),
      value: () => Object.fromEntries(Object.entries(labels).map(([name, given]) => [name, given.value()])),
    })),
);

/** Anything where a metric's name is expected. */
export const anyName: fc.Arbitrary<Given> = anyOf([
  ...['declared', 'other', 'a.b', 'a_b', '', '9', 'a__b', '__proto__', 'constructor', 'é', '\n', '\ud800', megabyte],
  ...badNumbers,
  undefined,
]);
