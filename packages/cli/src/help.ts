import type { Command } from './command.ts';
import { table } from './output/table.ts';

/** What `bot-metrics --help` says. */
export function helpOfAll(commands: readonly Command[]): string {
  const rows = commands.map(({ name, parameters, summary }) => [`  ${[name, ...parameters].join(' ')}`, summary]);
  return `Usage: bot-metrics COMMAND [OPTIONS]

${table(rows)}

Every command takes --json and --help. It ends with 0 if all is good, 1 if a problem was found, 2 for wrong usage.`;
}

/** What `bot-metrics COMMAND --help` says. */
export function helpOf({ name, parameters, summary, options }: Command): string {
  const rows = [
    ...Object.values(options).map(({ usage, help }) => [`  ${usage}`, help]),
    ['  --json', 'the result as JSON'],
    ['  -h, --help', 'this text'],
  ];
  return `Usage: bot-metrics ${[name, ...parameters].join(' ')} [OPTIONS]: ${summary}

${table(rows)}`;
}
