/** What a series index does: finds the slot of a label set, or makes one. */
export interface Candidate {
  slot(labels: Record<string, unknown>): number;
}
export type MakeCandidate = (names: readonly string[]) => Candidate;

/** A: a trie of Maps, one level a label. */
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
        if (next === undefined) node.set(value, (next = new Map()));
        node = next;
      }
      const value = labels[names[last]!];
      let slot = node.get(value) as number | undefined;
      if (slot === undefined) node.set(value, (slot = size++));
      return slot;
    },
  };
};

/** B: one Map by the joined label values. */
export const joinedKey: MakeCandidate = (names) => {
  const slots = new Map<string, number>();
  return {
    slot(labels) {
      let key = '';
      for (let i = 0; i < names.length; i++) key += `${labels[names[i]!]}\u0000`;
      let slot = slots.get(key);
      if (slot === undefined) slots.set(key, (slot = slots.size));
      return slot;
    },
  };
};

/** C: values interned to integers, tuples of integers in one open-addressed table. */
export const internedValues: MakeCandidate = (names) => {
  const width = names.length;
  const ids: Map<unknown, number>[] = names.map(() => new Map());
  let mask = 127;
  let table = new Int32Array(128).fill(-1);
  let tuples = new Int32Array(64 * width);
  const wanted = new Int32Array(width);
  let size = 0;
  const hashOf = (values: Int32Array, at: number) => {
    let hash = 0;
    for (let i = 0; i < width; i++) hash = Math.imul(hash ^ values[at + i]!, 0x9e3779b1);
    return hash ^ (hash >>> 15);
  };
  const grow = () => {
    const next = new Int32Array(tuples.length * 2);
    next.set(tuples);
    tuples = next;
    mask = mask * 2 + 1;
    table = new Int32Array(mask + 1).fill(-1);
    for (let slot = 0; slot < size; slot++) {
      let at = hashOf(tuples, slot * width) & mask;
      while (table[at] !== -1) at = (at + 1) & mask;
      table[at] = slot;
    }
  };
  return {
    slot(labels) {
      for (let i = 0; i < width; i++) {
        const value = labels[names[i]!];
        let id = ids[i]!.get(value);
        if (id === undefined) ids[i]!.set(value, (id = ids[i]!.size));
        wanted[i] = id;
      }
      let at = hashOf(wanted, 0) & mask;
      for (;;) {
        const slot = table[at]!;
        if (slot === -1) break;
        let i = 0;
        while (i < width && tuples[slot * width + i] === wanted[i]) i++;
        if (i === width) return slot;
        at = (at + 1) & mask;
      }
      if ((size + 1) * width > tuples.length) {
        grow();
        at = hashOf(wanted, 0) & mask;
        while (table[at] !== -1) at = (at + 1) & mask;
      }
      tuples.set(wanted, size * width);
      table[at] = size;
      return size++;
    },
  };
};

const generated = (
  names: readonly string[],
  value: (i: number) => string,
): { reads: string; same: string; mix: string; store: string } => ({
  reads: names.map((name, i) => `const v${i} = labels[${JSON.stringify(name)}];`).join('\n'),
  mix: names.map((_, i) => value(i)).join('\n'),
  same: names.map((_, i) => `keys[e + ${i}] === v${i}`).join(' && '),
  store: names.map((_, i) => `v${i}`).join(', '),
});

/** A string's hash from its length and three characters: the engine does not tell its own. */
const characters = (v: string) =>
  `h = Math.imul(h ^ ${v}.length, 0x9e3779b1); if (${v}.length > 0) h = Math.imul(h ^ ${v}.charCodeAt(${v}.length - 1) ^ (${v}.charCodeAt(${v}.length >> 1) << 8) ^ (${v}.charCodeAt(0) << 16), 0x85ebca6b);`;

/** D: accessor and probe unrolled for the label names; a cheap character hash, values compared themselves. */
export const unrolledCharacters: MakeCandidate = (names) => {
  const code = generated(names, (i) => `if (typeof v${i} !== 'string') return miss(labels); ${characters(`v${i}`)}`);
  const width = names.length;
  const make = new Function(
    'miss',
    `let keys = [], mask = 127, table = new Int32Array(128).fill(-1), size = 0;
    function slot(labels) { ${code.reads} let h = 0; ${code.mix} h ^= h >>> 15; let at = h & mask;
      for (;;) { const s = table[at]; if (s === -1) break; const e = s * ${width}; if (${code.same}) return s; at = (at + 1) & mask; }
      if (size * 2 > mask) { const old = []; for (let s = 0; s < size; s++) old.push(keys.slice(s * ${width}, s * ${width} + ${width}));
        mask = mask * 2 + 1; table = new Int32Array(mask + 1).fill(-1); keys = []; size = 0;
        for (const k of old) slot(Object.fromEntries(k.map((v, i) => [${JSON.stringify(names)}[i], v]))); return slot(labels); }
      keys.push(${code.store}); table[at] = size; return size++; }
    return { slot };`,
  );
  return make(() => -1) as Candidate;
};

/** E: accessor and probe unrolled, values interned to integers by one Map a label. */
export const unrolledInterned: MakeCandidate = (names) => {
  const width = names.length;
  const reads = names
    .map(
      (name, i) =>
        `const v${i} = labels[${JSON.stringify(name)}]; let i${i} = ids${i}.get(v${i}); if (i${i} === undefined) ids${i}.set(v${i}, i${i} = ids${i}.size);`,
    )
    .join('\n');
  const make = new Function(
    `${names.map((_, i) => `const ids${i} = new Map();`).join('\n')}
    let tuples = new Int32Array(${64 * width}), mask = 127, table = new Int32Array(128).fill(-1), size = 0;
    function slot(labels) { ${reads} let h = 0; ${names.map((_, i) => `h = Math.imul(h ^ i${i}, 0x9e3779b1);`).join(' ')} h ^= h >>> 15; let at = h & mask;
      for (;;) { const s = table[at]; if (s === -1) break; const e = s * ${width}; if (${names.map((_, i) => `tuples[e + ${i}] === i${i}`).join(' && ')}) return s; at = (at + 1) & mask; }
      if (size * 2 > mask || (size + 1) * ${width} > tuples.length) { const t = new Int32Array(tuples.length * 2); t.set(tuples); tuples = t; mask = mask * 2 + 1; table = new Int32Array(mask + 1).fill(-1);
        for (let s = 0; s < size; s++) { let h = 0; for (let i = 0; i < ${width}; i++) h = Math.imul(h ^ tuples[s * ${width} + i], 0x9e3779b1); h ^= h >>> 15; let at = h & mask; while (table[at] !== -1) at = (at + 1) & mask; table[at] = s; }
        return slot(labels); }
      ${names.map((_, i) => `tuples[size * ${width} + ${i}] = i${i};`).join(' ')} table[at] = size; return size++; }
    return { slot };`,
  );
  return make() as Candidate;
};

/** F: as E, but the first eight values of a label are found by comparison before its Map is asked. */
export const unrolledScan: MakeCandidate = (names) => {
  const width = names.length;
  const reads = names
    .map(
      (name, i) => `const v${i} = labels[${JSON.stringify(name)}]; let i${i};
        if (v${i} === a${i}) i${i} = 0; else if (v${i} === b${i}) i${i} = 1; else if (v${i} === c${i}) i${i} = 2; else if (v${i} === d${i}) i${i} = 3;
        else { i${i} = ids${i}.get(v${i}); if (i${i} === undefined) { i${i} = ids${i}.size; ids${i}.set(v${i}, i${i}); if (i${i} === 0) a${i} = v${i}; else if (i${i} === 1) b${i} = v${i}; else if (i${i} === 2) c${i} = v${i}; else if (i${i} === 3) d${i} = v${i}; } }`,
    )
    .join('\n');
  const make = new Function(
    `${names.map((_, i) => `const ids${i} = new Map(); let a${i}, b${i}, c${i}, d${i};`).join('\n')}
    let tuples = new Int32Array(${64 * width}), mask = 127, table = new Int32Array(128).fill(-1), size = 0;
    function slot(labels) { ${reads} let h = 0; ${names.map((_, i) => `h = Math.imul(h ^ i${i}, 0x9e3779b1);`).join(' ')} h ^= h >>> 15; let at = h & mask;
      for (;;) { const s = table[at]; if (s === -1) break; const e = s * ${width}; if (${names.map((_, i) => `tuples[e + ${i}] === i${i}`).join(' && ')}) return s; at = (at + 1) & mask; }
      if (size * 2 > mask || (size + 1) * ${width} > tuples.length) { const t = new Int32Array(tuples.length * 2); t.set(tuples); tuples = t; mask = mask * 2 + 1; table = new Int32Array(mask + 1).fill(-1);
        for (let s = 0; s < size; s++) { let h = 0; for (let i = 0; i < ${width}; i++) h = Math.imul(h ^ tuples[s * ${width} + i], 0x9e3779b1); h ^= h >>> 15; let at = h & mask; while (table[at] !== -1) at = (at + 1) & mask; table[at] = s; }
        return slot(labels); }
      ${names.map((_, i) => `tuples[size * ${width} + ${i}] = i${i};`).join(' ')} table[at] = size; return size++; }
    return { slot };`,
  );
  return make() as Candidate;
};

/** The loop alone: what the caller's literal costs. */
export const nothing: MakeCandidate = (names) =>
  new Function(`return { slot(labels) { return ${names.map((name) => `(labels[${JSON.stringify(name)}] === '' ? 1 : 0)`).join(' + ')}; } };`)() as Candidate;

/** G: L1 */
export const l1: MakeCandidate = (names) => {
  const width = names.length;
  const reads = names.map((name, i) => `const v${i} = labels[${JSON.stringify(name)}];`).join('');
  const hash = names.map((_, i) => `if (typeof v${i} !== 'string' || (n = v${i}.length) === 0) return slow(${names.map((_, j) => `v${j}`)}); h = Math.imul(h ^ n ^ (v${i}.charCodeAt(n - 1) << 8) ^ (v${i}.charCodeAt(0) << 4), 0x9e3779b1);`).join('');
  const make = new Function(
    `${names.map((_, i) => `const ids${i} = new Map();`).join('\n')}
    const keys = []; const cache = new Int32Array(256);
    let tuples = new Int32Array(${64 * width}), mask = 127, table = new Int32Array(128).fill(-1), size = 0;
    function slow(${names.map((_, j) => `v${j}`)}) { ${names.map((_, i) => `let i${i} = ids${i}.get(v${i}); if (i${i} === undefined) ids${i}.set(v${i}, i${i} = ids${i}.size);`).join('')} let h = 0; ${names.map((_, i) => `h = Math.imul(h ^ i${i}, 0x9e3779b1);`).join(' ')} h ^= h >>> 15; let at = h & mask;
      for (;;) { const s = table[at]; if (s === -1) break; const e = s * ${width}; if (${names.map((_, i) => `tuples[e + ${i}] === i${i}`).join(' && ')}) return s; at = (at + 1) & mask; }
      if (size * 2 > mask || (size + 1) * ${width} > tuples.length) { const t = new Int32Array(tuples.length * 2); t.set(tuples); tuples = t; mask = mask * 2 + 1; table = new Int32Array(mask + 1).fill(-1);
        for (let s = 0; s < size; s++) { let h = 0; for (let i = 0; i < ${width}; i++) h = Math.imul(h ^ tuples[s * ${width} + i], 0x9e3779b1); h ^= h >>> 15; let at = h & mask; while (table[at] !== -1) at = (at + 1) & mask; table[at] = s; }
        return slow(${names.map((_, j) => `v${j}`)}); }
      ${names.map((_, i) => `tuples[size * ${width} + ${i}] = i${i}; keys.push(v${i});`).join(' ')} table[at] = size; return size++; }
    function slot(labels) { ${reads} let h = 0, n = 0; ${hash} const at = (h ^ h >>> 15) & 255; const s = cache[at]; const e = s * ${width};
      if (${names.map((_, i) => `keys[e + ${i}] === v${i}`).join(' && ')}) return s; return cache[at] = slow(${names.map((_, j) => `v${j}`)}); }
    return { slot };`,
  );
  return make() as Candidate;
};
