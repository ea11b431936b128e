import { stripVTControlCharacters } from 'node:util';

/** Lines of columns that stand under each other, two spaces apart; the first row is the heading. */
export function table(rows: readonly (readonly string[])[], alignRight: readonly number[] = []): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => widthOf(row[i] ?? ''))));
  return rows
    .map((row) => {
      const cells = row.map((cell, i) => {
        const space = ' '.repeat(widths[i]! - widthOf(cell));
        return alignRight.includes(i) ? space + cell : cell + space;
      });
      return cells.join('  ').trimEnd();
    })
    .join('\n');
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
