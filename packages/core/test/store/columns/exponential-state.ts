import { ExponentialColumns } from '../../../src/store/columns/exponential-columns.ts';

/** A series of exponential columns in plain values. */
export interface ExponentialState {
  readonly scale: number;
  readonly zeros: number;
  /** Count by index. */
  readonly positive: Readonly<Record<number, number>>;
  readonly negative: Readonly<Record<number, number>>;
}

export function stateOf(columns: ExponentialColumns, slot = 0): ExponentialState {
  const counts = (sign: 'positive' | 'negative'): Record<number, number> => {
    const offset = columns[sign].offset(slot);
    const entries = Array.from(columns[sign].counts(slot), (count, i) => [offset + i, count] as const);
    return Object.fromEntries(entries.filter(([, count]) => count !== 0));
  };
  return {
    scale: columns.scale(slot),
    zeros: columns.zeros(slot),
    positive: counts('positive'),
    negative: counts('negative'),
  };
}

export function recorded(values: readonly number[], slot = 0, capacity = 1): ExponentialColumns {
  const columns = new ExponentialColumns(capacity);
  for (const value of values) columns.record(slot, value);
  return columns;
}
