import { isBounded, isOptional, type LabelSchema, labelNames, valueSet } from './label-schema.ts';

/** Whether every label has a closed set of values. */
export function areClosed(schema: LabelSchema): boolean {
  return labelNames(schema).every((name) => {
    const set = valueSet(schema, name);
    return set !== undefined && !isBounded(set);
  });
}

/**
 * Every combination of label texts that a schema allows, in the order of its names; none if a label is open, if there are
 * more than `most` of them, or if there are no labels.
 */
export function closedCombinations(schema: LabelSchema, most: number): string[][] {
  const names = labelNames(schema);
  if (names.length === 0) return [];
  let combinations: string[][] = [[]];
  for (const name of names) {
    const set = valueSet(schema, name);
    if (set === undefined || isBounded(set)) return [];
    const texts = new Set((isOptional(schema, name) ? ['', ...set] : set).map(String));
    if (texts.size * combinations.length > most) return [];
    combinations = combinations.flatMap((combination) => [...texts].map((text) => [...combination, text]));
  }
  return combinations;
}
