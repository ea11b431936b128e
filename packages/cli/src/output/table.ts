import { stripVTControlCharacters } from 'node:util';

/** Aligned columns, two spaces apart, with the first row as heading. */
export function table(rows: readonly (readonly string[])[], alignRight: readonly number[] = []): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => visibleWidth(row[i] ?? ''))));
  return rows
    .map((row) => {
      const cells = row.map((cell, i) => {
        const space = ' '.repeat(widths[i]! - visibleWidth(cell));
        return alignRight.includes(i) ? space + cell : cell + space;
      });
      return cells.join('  ').trimEnd();
    })
    .join('\n');
}

function visibleWidth(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
