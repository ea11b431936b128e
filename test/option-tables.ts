import type { BackendDeclaration, Option } from '@bot-metrics/core/options';

const headings = ['option', 'type', 'default', 'meaning'];

/** The option table of a README, from the declaration of the backend. */
export function optionTable({ options }: BackendDeclaration): string {
  const rows = Object.entries(options).map(([name, option]) => [
    `\`${name}\``,
    typeText(option),
    defaultText(option),
    option.details.description + (option.details.inCode === true ? ' In code only.' : ''),
  ]);
  const cells = [headings, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), rule, ...body.map(line)].join('\n');
}

/** The README with its option table replaced. */
export function withOptionTable(readme: string, table: string): string {
  return readme.replace(/(\n## Options\n[\s\S]*?\n)\|[\s\S]*?\|\n(?!\|)/, (_, before: string) => `${before}${table}\n`);
}

function typeText({ type, entries, item, alternatives, secret }: Option): string {
  if (entries !== undefined) return 'map';
  if (item !== undefined) return type.startsWith('readonly') ? 'list' : 'map';
  if (alternatives !== undefined)
    return alternatives
      .map(typeText)
      .filter((text, i, all) => all.indexOf(text) === i)
      .join(' or ');
  if (secret) return 'secret';
  if (type === 'Duration') return 'duration';
  return type.includes("'") ? type.replaceAll("'", '`').replaceAll(' | ', ', ') : type;
}

function defaultText({ details, type }: Option): string {
  const { default: value, defaultText: described } = details;
  if (described !== undefined) return described;
  if (value === undefined || value === '' || (typeof value === 'object' && JSON.stringify(value).length === 2))
    return 'none';
  return `\`${String(value)}\`${type === 'Duration' ? ' s' : ''}`;
}
