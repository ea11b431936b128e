import type { Labels } from '../../labels/label-schema.ts';
import { labelText } from '../../labels/record-labels.ts';

/** The result of a lookup for a label set without a series. */
export const MISS = -1;

/** The tables of a `SeriesIndex`, which replaces the fields as it grows. */
export interface LookupTables {
  /** By label: the id of each value, raw as records carry it. */
  readonly ids: readonly Map<unknown, number>[];
  /** The ids of slot `s`, starting at `s * width`. */
  tuples: Int32Array;
  /** Open-addressed: a slot, or -1. The length is a power of two, `mask + 1`. */
  table: Int32Array;
  mask: number;
}

/** Finds the slots of one instrument. The index replaces the functions when a label name is added. */
export interface SlotFinder {
  /** The slot, or `MISS`. Throws only if a getter of `labels` throws. */
  find: (labels: Labels) => number;
  /** Caches the id of a value, if there is room, so that records with it need no Map look-up. */
  learn: (label: number, value: unknown, id: number) => void;
  /** Makes the next look-ups miss, so that the metric examines these records: comparing label names would cost every record. */
  sample: (records: number) => void;
}

/** Fibonacci hashing: 2^32 over the golden ratio, as a signed odd integer. */
const SPREAD = 0x9e3779b1 | 0;

/** The hash of `width` ids, starting at `at`. The generated lookup repeats these lines. */
export function hashIds(ids: Int32Array, at: number, width: number): number {
  let hash = 0;
  for (let i = 0; i < width; i++) hash = Math.imul(hash ^ ids[at + i]!, SPREAD);
  return hash ^ (hash >>> 15);
}

/**
 * Makes a lookup for these label names over `tables`. Where the runtime forbids code generation (a Content-Security-Policy,
 * `--disallow-code-generation-from-strings`), a loop does the same at about three times the cost.
 * @param constants labels that every record of the instrument carries
 */
export function compileLookup(names: readonly string[], constants: Labels, tables: LookupTables): SlotFinder {
  const constantTexts = names.map((name) => (Object.hasOwn(constants, name) ? labelText(constants[name]) : undefined));
  const areReadable = names.every((name, i) => constantTexts[i] !== undefined || !Object.hasOwn(constants, name));
  // Every record is refused.
  if (!areReadable) return { find: () => MISS, learn() {}, sample() {} };
  return generateFinder(names, constantTexts, tables) ?? makeLoopFinder(names, constantTexts, tables);
}

/**
 * Unrolls label access, interning and probing: each label name is a property access with its own inline cache, and the
 * first four values of a label are compared before its Map is searched. Measured in `test/bench/series-index`: 22 ns for
 * three labels, where the loop takes 75 ns.
 */
function generateFinder(
  names: readonly string[],
  constantTexts: readonly (string | undefined)[],
  tables: LookupTables,
): SlotFinder | undefined {
  const each = (line: (i: number) => string): string => names.map((_, i) => line(i)).join('\n');
  const width = names.length;
  const source = `
    const { ids } = tables;
    const none = {};
    let sampled = 0;
    ${each((i) => `const ids${i} = ids[${i}]; let a${i} = none, b${i} = none, c${i} = none, d${i} = none, ai${i} = 0, bi${i} = 0, ci${i} = 0, di${i} = 0;`)}
    return {
      find(labels) {
        if (sampled > 0) { sampled -= 1; return ${MISS}; }
        ${each((i) => `const v${i} = ${constantTexts[i] === undefined ? `labels[${JSON.stringify(names[i])}]` : JSON.stringify(constantTexts[i])};`)}
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
      sample(records) { sampled = records; },
    };`;
  try {
    return new Function('tables', source)(tables) as SlotFinder;
  } catch {
    return undefined;
  }
}

function makeLoopFinder(
  names: readonly string[],
  constantTexts: readonly (string | undefined)[],
  tables: LookupTables,
): SlotFinder {
  const width = names.length;
  const wanted = new Int32Array(width);
  let sampled = 0;
  return {
    find(labels) {
      if (sampled > 0) {
        sampled -= 1;
        return MISS;
      }
      for (let i = 0; i < width; i++) {
        const id = tables.ids[i]!.get(constantTexts[i] ?? labels[names[i]!]);
        if (id === undefined) return MISS;
        wanted[i] = id;
      }
      return probe(tables, wanted);
    },
    learn() {},
    sample(records) {
      sampled = records;
    },
  };
}

/** Returns the slot that holds these ids, or `MISS`. */
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
