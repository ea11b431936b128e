/** What a series index does: finds the slot of a label set, or makes one. */
interface Candidate {
  slot(labels: Record<string, unknown>): number;
}

export type MakeCandidate = (names: readonly string[]) => Candidate;

/** A trie of Maps, one level a label. */
export const trieOfMaps: MakeCandidate = (names) => {
  type Node = Map<unknown, Node | number>;
  const root: Node = new Map();
  const last = names.length - 1;
  let size = 0;
  return {
    slot(labels) {
      let node = root;
      for (let i = 0; i < last; i++) {
        const value = labels[names[i]!];
        let next = node.get(value) as Node | undefined;
        if (next === undefined) {
          next = new Map();
          node.set(value, next);
        }
        node = next;
      }
      const value = labels[names[last]!];
      const known = node.get(value) as number | undefined;
      if (known !== undefined) return known;
      node.set(value, size);
      return size++;
    },
  };
};

/** One Map by the joined label values. */
export const joinedValues: MakeCandidate = (names) => {
  const slots = new Map<string, number>();
  return {
    slot(labels) {
      let key = '';
      for (const name of names) key += `${labels[name]}\u0000`;
      const known = slots.get(key);
      if (known !== undefined) return known;
      slots.set(key, slots.size);
      return slots.size - 1;
    },
  };
};

/** Values interned to integers, tuples of integers in one open-addressed table. */
export const internedValues: MakeCandidate = (names) => {
  const ids = names.map(() => new Map<unknown, number>());
  const tuples = new Tuples(names.length);
  const wanted = new Int32Array(names.length);
  return {
    slot(labels) {
      for (let i = 0; i < wanted.length; i++) {
        const value = labels[names[i]!];
        let id = ids[i]!.get(value);
        if (id === undefined) {
          id = ids[i]!.size;
          ids[i]!.set(value, id);
        }
        wanted[i] = id;
      }
      return tuples.slot(wanted);
    },
  };
};

/** The same with access, interning and probing unrolled for the label names. */
export const unrolledInterned: MakeCandidate = (names) =>
  unrolled(names, (i) => `let i${i} = ids${i}.get(v${i}); if (i${i} === undefined) return miss(labels);`);

/** The same, and the first four values of a label compared before its Map is asked. */
export const unrolledScan: MakeCandidate = (names) =>
  unrolled(
    names,
    (
      i,
    ) => `let i${i}; if (v${i} === a${i}) i${i} = 0; else if (v${i} === b${i}) i${i} = 1; else if (v${i} === c${i}) i${i} = 2; else if (v${i} === d${i}) i${i} = 3;
      else { i${i} = ids${i}.get(v${i}); if (i${i} === undefined) return miss(labels); }`,
  );

/** Unrolled, no interning: a hash of length and three characters, values compared themselves. */
export const unrolledCharacters: MakeCandidate = (names) => {
  const each = (line: (i: number) => string): string => names.map((_, i) => line(i)).join('\n');
  const width = names.length;
  return new Function(
    `let keys = [], mask = 127, table = new Int32Array(128).fill(-1), size = 0;
    function slot(labels) {
      ${each((i) => `const v${i} = labels[${JSON.stringify(names[i])}];`)}
      let h = 0;
      ${each((i) => `h = Math.imul(h ^ v${i}.length, 0x9e3779b1); h = Math.imul(h ^ v${i}.charCodeAt(v${i}.length - 1) ^ (v${i}.charCodeAt(v${i}.length >> 1) << 8) ^ (v${i}.charCodeAt(0) << 16), 0x85ebca6b);`)}
      h ^= h >>> 15;
      for (let at = h & mask; ; at = (at + 1) & mask) {
        const s = table[at];
        if (s === -1) { table[at] = size; break; }
        const e = s * ${width};
        if (${names.map((_, i) => `keys[e + ${i}] === v${i}`).join(' && ')}) return s;
      }
      keys.push(${names.map((_, i) => `v${i}`).join(', ')});
      size += 1;
      if (size * 2 > mask) {
        const all = keys; keys = []; size = 0; mask = mask * 2 + 1; table = new Int32Array(mask + 1).fill(-1);
        for (let e = 0; e < all.length; e += ${width}) slot({ ${names.map((name, i) => `${JSON.stringify(name)}: all[e + ${i}]`).join(', ')} });
      }
      return size - 1;
    }
    return { slot };`,
  )() as Candidate;
};

function unrolled(names: readonly string[], read: (i: number) => string): Candidate {
  const each = (line: (i: number) => string): string => names.map((_, i) => line(i)).join('\n');
  const width = names.length;
  return new Function(
    'tuples',
    `${each((i) => `const ids${i} = new Map(); let a${i}, b${i}, c${i}, d${i};`)}
    const wanted = new Int32Array(${width});
    function miss(labels) {
      ${each(
        (i) => `const v${i} = labels[${JSON.stringify(names[i])}];
        if (!ids${i}.has(v${i})) { const id = ids${i}.size; ids${i}.set(v${i}, id); if (id === 0) a${i} = v${i}; else if (id === 1) b${i} = v${i}; else if (id === 2) c${i} = v${i}; else if (id === 3) d${i} = v${i}; }
        wanted[${i}] = ids${i}.get(v${i});`,
      )}
      return tuples.slot(wanted);
    }
    return { slot(labels) {
      ${each((i) => `const v${i} = labels[${JSON.stringify(names[i])}]; ${read(i)}`)}
      let h = 0;
      ${each((i) => `h = Math.imul(h ^ i${i}, 0x9e3779b1);`)}
      h ^= h >>> 15;
      const { table, mask, ids } = tuples;
      for (let at = h & mask; ; at = (at + 1) & mask) {
        const s = table[at];
        if (s === -1) return miss(labels);
        const e = s * ${width};
        if (${names.map((_, i) => `ids[e + ${i}] === i${i}`).join(' && ')}) return s;
      }
    } };`,
  )(new Tuples(width)) as Candidate;
}

class Tuples {
  readonly width: number;
  ids: Int32Array;
  table: Int32Array = new Int32Array(128).fill(-1);
  mask = 127;
  size = 0;

  constructor(width: number) {
    this.width = width;
    this.ids = new Int32Array(64 * width);
  }

  slot(wanted: Int32Array): number {
    const { width } = this;
    let at = this.home(wanted, 0);
    for (; this.table[at] !== -1; at = (at + 1) & this.mask) {
      const slot = this.table[at]!;
      let i = 0;
      while (i < width && this.ids[slot * width + i] === wanted[i]) i += 1;
      if (i === width) return slot;
    }
    if ((this.size + 1) * width > this.ids.length) {
      const ids = new Int32Array(this.ids.length * 2);
      ids.set(this.ids);
      this.ids = ids;
    }
    this.ids.set(wanted, this.size * width);
    this.table[at] = this.size;
    this.size += 1;
    if (this.size * 2 > this.mask) this.rehash();
    return this.size - 1;
  }

  home(ids: Int32Array, from: number): number {
    let hash = 0;
    for (let i = 0; i < this.width; i++) hash = Math.imul(hash ^ ids[from + i]!, 0x9e3779b1);
    return (hash ^ (hash >>> 15)) & this.mask;
  }

  rehash(): void {
    this.mask = this.mask * 2 + 1;
    this.table = new Int32Array(this.mask + 1).fill(-1);
    for (let slot = 0; slot < this.size; slot++) {
      let at = this.home(this.ids, slot * this.width);
      while (this.table[at] !== -1) at = (at + 1) & this.mask;
      this.table[at] = slot;
    }
  }
}
