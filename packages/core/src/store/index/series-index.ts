import type { Labels } from '../../labels/label-schema.ts';
import { labelText } from '../../labels/record-labels.ts';
import { compileLookup, hashIds, type LookupTables, MISS, probe, type SlotFinder } from './series-lookup.ts';

const INITIAL_CAPACITY = 8;
/** Unused values that are kept before the index is rebuilt without them. */
const MIN_UNUSED_VALUES = 1024;

/**
 * Finds the slot of a label set without building a string, sorting or allocating.
 *
 * The values of a label are interned to small integers, and a series is a tuple of them in one open-addressed table. A
 * number and its decimal text are the same value, and so are a missing label and the empty string. A series never moves to
 * another slot. `docs/decisions/0001-series-index.md` lists the candidates and their figures.
 */
export class SeriesIndex {
  #names: readonly string[];
  #tables: LookupTables;
  /** By label: the text of each id. */
  #texts: string[][];
  readonly #finders: { constants: Labels; finder: SlotFinder }[] = [];
  readonly #free: number[] = [];
  #slots = 0;
  #size = 0;

  constructor(names: readonly string[]) {
    this.#names = [...names];
    this.#tables = tablesFor(names.length);
    this.#texts = names.map(() => []);
  }

  get names(): readonly string[] {
    return this.#names;
  }

  /** One above the highest slot ever used. */
  get slots(): number {
    return this.#slots;
  }

  /** The number of series. */
  get size(): number {
    return this.#size;
  }

  /** A finder for an instrument whose records all carry `constants`. */
  finder(constants: Labels): SlotFinder {
    const finder = compileLookup(this.#names, constants, this.#tables);
    this.#tables.ids.forEach((ids, label) => {
      for (const [value, id] of ids) finder.learn(label, value, id);
    });
    this.#finders.push({ constants, finder });
    return finder;
  }

  /** Makes the next look-ups of every finder miss. */
  sample(records: number): void {
    for (const { finder } of this.#finders) finder.sample(records);
  }

  /** The slot of label texts in the order of `names`, or -1. */
  find(texts: readonly string[]): number {
    const ids = new Int32Array(texts.length);
    for (let i = 0; i < texts.length; i++) {
      const id = this.#tables.ids[i]!.get(texts[i]!);
      if (id === undefined) return MISS;
      ids[i] = id;
    }
    return probe(this.#tables, ids);
  }

  /** Adds a series for label texts that have none yet. Returns its slot. */
  add(texts: readonly string[]): number {
    const slot = this.#free.pop() ?? this.#slots++;
    this.#size += 1;
    this.#write(slot, texts);
    insert(this.#tables, slot, texts.length);
    return slot;
  }

  /** Interns a raw value, such as a number, under the same id as its text. */
  alias(label: number, value: unknown): void {
    const ids = this.#tables.ids[label]!;
    const id = ids.get(labelText(value) ?? '');
    if (id === undefined || ids.has(value)) return;
    ids.set(value, id);
    for (const { finder } of this.#finders) finder.learn(label, value, id);
  }

  /** The label texts of a slot, in the order of `names`. */
  texts(slot: number): string[] {
    const width = this.#names.length;
    return this.#texts.map((texts, i) => texts[this.#tables.tuples[slot * width + i] ?? 0] ?? '');
  }

  /** Removes a series. Its slot stays reserved until `release`. */
  remove(slot: number): void {
    const { table, tuples, mask } = this.#tables;
    const width = this.#names.length;
    const home = (of: number): number => hashIds(tuples, of * width, width) & mask;
    let hole = home(slot);
    while (table[hole] !== slot) hole = (hole + 1) & mask;
    // Backward-shift deletion: later entries of the run move up unless that would put them before their home.
    for (let at = (hole + 1) & mask; table[at] !== -1; at = (at + 1) & mask) {
      if (((at - home(table[at]!)) & mask) < ((at - hole) & mask)) continue;
      table[hole] = table[at]!;
      hole = at;
    }
    table[hole] = -1;
    this.#size -= 1;
  }

  /** Reserves a slot that no label set finds, for the overflow series. */
  reserve(): number {
    return this.#free.pop() ?? this.#slots++;
  }

  /** The number of distinct values of a label so far, without the empty one. */
  countValues(label: number): number {
    return this.#texts[label]!.length - (this.knows(label, '') ? 1 : 0);
  }

  /** Whether a label had this value so far. */
  knows(label: number, text: string): boolean {
    return this.#tables.ids[label]!.has(text);
  }

  /**
   * Makes a removed slot available again. Rebuilds the index once most of its values are unused.
   * @param live whether a slot holds a series
   */
  release(slot: number, live: (slot: number) => boolean): void {
    this.#free.push(slot);
    const values = this.#texts.reduce((sum, texts) => sum + texts.length, 0);
    if (values > MIN_UNUSED_VALUES + 2 * this.#names.length * (this.#slots - this.#free.length)) {
      this.#rebuild(this.#names, live);
    }
  }

  /**
   * Appends a label name, empty in all series so far.
   * @param live whether a slot holds a series
   */
  addName(name: string, live: (slot: number) => boolean): void {
    this.#rebuild([...this.#names, name], live);
  }

  /**
   * Writes every tuple again, which forgets values that no series uses. Slots that were removed but not released keep their
   * texts, because an open snapshot may still read them.
   */
  #rebuild(names: readonly string[], live: (slot: number) => boolean): void {
    const free = new Set(this.#free);
    const texts = Array.from({ length: this.#slots }, (_, slot) => (free.has(slot) ? undefined : this.texts(slot)));
    this.#names = names;
    this.#texts = names.map(() => []);
    this.#tables = tablesFor(names.length);
    for (const { constants, finder } of this.#finders) {
      Object.assign(finder, compileLookup(names, constants, this.#tables));
    }
    for (const [slot, known] of texts.entries()) {
      if (known === undefined) continue;
      this.#write(slot, [...known, ...names.slice(known.length).map(() => '')]);
      if (live(slot)) insert(this.#tables, slot, names.length);
    }
  }

  #write(slot: number, texts: readonly string[]): void {
    const width = texts.length;
    this.#makeRoom(slot);
    for (let i = 0; i < width; i++) this.#tables.tuples[slot * width + i] = this.#intern(i, texts[i]!);
  }

  #intern(label: number, text: string): number {
    const ids = this.#tables.ids[label]!;
    const known = ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts[label]!.push(text) - 1;
    ids.set(text, id);
    for (const { finder } of this.#finders) finder.learn(label, text, id);
    return id;
  }

  #makeRoom(slot: number): void {
    const tables = this.#tables;
    const width = this.#names.length;
    if ((slot + 1) * width > tables.tuples.length) {
      const tuples = new Int32Array(Math.max((slot + 1) * width, tables.tuples.length * 2));
      tuples.set(tables.tuples);
      tables.tuples = tuples;
    }
    if (this.#size * 2 <= tables.mask) return;
    const before = tables.table;
    tables.table = new Int32Array(before.length * 2).fill(-1);
    tables.mask = tables.table.length - 1;
    for (const known of before) if (known !== -1) insert(tables, known, width);
  }
}

function insert(tables: LookupTables, slot: number, width: number): void {
  const { table, tuples, mask } = tables;
  let at = hashIds(tuples, slot * width, width) & mask;
  while (table[at] !== -1) at = (at + 1) & mask;
  table[at] = slot;
}

function tablesFor(width: number): LookupTables {
  return {
    ids: Array.from({ length: width }, () => new Map()),
    tuples: new Int32Array(INITIAL_CAPACITY * width),
    table: new Int32Array(INITIAL_CAPACITY * 2).fill(-1),
    mask: INITIAL_CAPACITY * 2 - 1,
  };
}
