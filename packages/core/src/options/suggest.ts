/** The known word that `word` probably means: at most two slips away, and fewer for short words. */
export function suggest<T extends string>(word: string, known: readonly T[]): T | undefined {
  let nearest: T | undefined;
  let fewest = Math.min(2, Math.floor(word.length / 2)) + 1;
  for (const candidate of known) {
    const slips = distance(word.toLowerCase(), candidate.toLowerCase());
    if (slips < fewest) [nearest, fewest] = [candidate, slips];
  }
  return nearest;
}

/** Optimal string alignment: letters to insert, delete or replace, and neighbours to swap. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let fewest = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + cost);
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) fewest = Math.min(fewest, beforeLast[column - 2]! + 1);
      current.push(fewest);
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length]!;
}
