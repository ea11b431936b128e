import type { Command } from './command.ts';
import { table } from './output/table.ts';

/** The output of `bot-metrics --help`. */
export function formatOverview(commands: readonly Command[]): string {
  const rows = commands.map(({ name, parameters, summary }) => [`  ${[name, ...parameters].join(' ')}`, summary]);
  return `Usage: bot-metrics COMMAND [OPTIONS]

${table(rows)}

Every command takes --json and --help. It ends with 0 if all is good, 1 if a problem was found, 2 for wrong usage.`;
}

/** The output of `bot-metrics COMMAND --help`. */
export function formatHelp({ name, parameters, summary, options }: Command): string {
  const rows = [
    ...Object.values(options).map(({ usage, help }) => [`  ${usage}`, help]),
    ['  --json', 'print the result as JSON'],
    ['  -h, --help', 'print this help'],
  ];
  return `Usage: bot-metrics ${[name, ...parameters].join(' ')} [OPTIONS]: ${summary}

${table(rows)}`;
}
