import type { Labels, LabelValue } from '../../labels/label-schema.ts';

/** What a lookup answers for a label set that has no series yet, or cannot have one. */
export const MISS = -1;

/** The tables of a `SeriesIndex`; fields are replaced as it grows. */
export interface LookupTables {
  /** For each label the integer of each value, as it is given with records. */
  readonly ids: readonly Map<LabelValue | undefined, number>[];
  /** The ids of slot `s` from `s * width` on. */
  tuples: Int32Array;
  /** Open-addressed: a slot, or -1. Its length is a power of two, `mask + 1`. */
  table: Int32Array;
  mask: number;
}

/** Finds slots for records of one instrument; the index replaces `find` when its label names grow. */
export interface SlotFinder {
  /** The slot, or `MISS`. Throws only what a getter of `labels` throws. */
  find: (labels: Labels) => number;
  /** Lets the next record with `value` skip the Map of its label, if there is room. */
  learn: (label: number, value: LabelValue | undefined, id: number) => void;
}

/** Fibonacci hashing: 2^32 over the golden ratio, as a signed odd integer. */
const SPREAD = 0x9e3779b1 | 0;

/** The hash of the ids from `at` on; the generated lookup repeats this line. */
export function hashIds(ids: Int32Array, at: number, width: number): number {
  let hash = 0;
  for (let i = 0; i < width; i++) hash = Math.imul(hash ^ ids[at + i]!, SPREAD);
  return hash ^ (hash >>> 15);
}

/**
 * A lookup for these label names over `tables`. `constants` are labels that every record of the instrument carries.
 * Where the runtime forbids code generation (a Content-Security-Policy, `--disallow-code-generation-from-strings`), a
 * loop does the same at about three times the cost.
 */
export function compileLookup(names: readonly string[], constants: Labels, tables: LookupTables): SlotFinder {
  const hidden = names.map((name) => (Object.hasOwn(constants, name) ? String(constants[name]) : undefined));
  return unrolled(names, hidden, tables) ?? looped(names, hidden, tables);
}

/**
 * Label access, interning and probing without a loop, each name a property access of its own with its own inline cache.
 * The first four values of a label are compared before its Map is asked. Measured in `test/bench/series-index`: 22 ns
 * for three labels where the loop takes 75.
 */
function unrolled(
  names: readonly string[],
  hidden: readonly (string | undefined)[],
  tables: LookupTables,
): SlotFinder | undefined {
  const each = (line: (i: number) => string): string => names.map((_, i) => line(i)).join('\n');
  const width = names.length;
  const source = `
    const { ids } = tables;
    const none = {};
    ${each((i) => `const ids${i} = ids[${i}]; let a${i} = none, b${i} = none, c${i} = none, d${i} = none, ai${i} = 0, bi${i} = 0, ci${i} = 0, di${i} = 0;`)}
    return {
      find(labels) {
        ${each((i) => `const v${i} = ${hidden[i] === undefined ? `labels[${JSON.stringify(names[i])}]` : JSON.stringify(hidden[i])};`)}
        ${each((i) => `let i${i}; if (v${i} === a${i}) i${i} = ai${i}; else if (v${i} === b${i}) i${i} = bi${i}; else if (v${i} === c${i}) i${i} = ci${i}; else if (v${i} === d${i}) i${i} = di${i}; else { i${i} = ids${i}.get(v${i}); if (i${i} === undefined) return ${MISS}; }`)}
        let hash = 0;
        ${each((i) => `hash = Math.imul(hash ^ i${i}, ${SPREAD});`)}
        hash ^= hash >>> 15;
        const { table, tuples, mask } = tables;
        for (let at = hash & mask; ; at = (at + 1) & mask) {
          const slot = table[at];
          if (slot === -1) return ${MISS};
          ${width === 0 ? 'return slot;' : `const e = slot * ${width}; if (${names.map((_, i) => `tuples[e + ${i}] === i${i}`).join(' && ')}) return slot;`}
        }
      },
      learn(label, value, id) {
        switch (label) {
          ${each((i) => `case ${i}: if (a${i} === none) { a${i} = value; ai${i} = id; } else if (b${i} === none) { b${i} = value; bi${i} = id; } else if (c${i} === none) { c${i} = value; ci${i} = id; } else if (d${i} === none) { d${i} = value; di${i} = id; } break;`)}
        }
      },
    };`;
  try {
    return new Function('tables', source)(tables) as SlotFinder;
  } catch {
    return undefined;
  }
}

function looped(names: readonly string[], hidden: readonly (string | undefined)[], tables: LookupTables): SlotFinder {
  const width = names.length;
  const wanted = new Int32Array(width);
  return {
    find(labels) {
      for (let i = 0; i < width; i++) {
        const id = tables.ids[i]!.get(hidden[i] ?? labels[names[i]!]);
        if (id === undefined) return MISS;
        wanted[i] = id;
      }
      return probe(tables, wanted);
    },
    learn() {},
  };
}

/** The slot that holds these ids, or `MISS`. */
export function probe(tables: LookupTables, ids: Int32Array): number {
  const { table, tuples, mask } = tables;
  const width = ids.length;
  for (let at = hashIds(ids, 0, width) & mask; ; at = (at + 1) & mask) {
    const slot = table[at]!;
    if (slot === -1) return MISS;
    let i = 0;
    while (i < width && tuples[slot * width + i] === ids[i]) i += 1;
    if (i === width) return slot;
  }
}
