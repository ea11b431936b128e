import { type ParseArgsConfig, parseArgs } from 'node:util';
import { BotMetricsError } from '@bot-metrics/core';
import { suggest } from '@bot-metrics/core/options';
import type { Command, ExitCode } from './command.ts';
import { commands } from './commands/commands.ts';
import { formatHelp, formatOverview } from './help.ts';
import type { Terminal } from './output/terminal.ts';
import { Problem, UsageError } from './problem.ts';
import { version } from './version.ts';

const common: NonNullable<ParseArgsConfig['options']> = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

/** Runs `bot-metrics` with these arguments and returns the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h') return print(formatOverview(commands));
  if (name === '--version' || name === '-v') return print(version());
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const meant = suggest(
      name,
      commands.map((candidate) => candidate.name),
    );
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    terminal.err(`Unknown command "${name}"${hint}\n\n${formatOverview(commands)}`);
    return 2;
  }
  const json = rest.includes('--json');
  try {
    const { values, positionals } = parsed(command, rest);
    if (values.help === true) return print(formatHelp(command));
    const missing = command.parameters[positionals.length];
    if (missing !== undefined) throw new UsageError(`the argument ${missing} is required`);
    return await command.run({ terminal, values, parameters: positionals, json });
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(`${error.message}\n\n${formatHelp(command)}`);
      return 2;
    }
    if (!(error instanceof BotMetricsError || error instanceof Problem)) throw error;
    if (json) terminal.out(JSON.stringify({ ok: false, code: error.code, problems: toJson(error) }, null, 2));
    else terminal.err(error.message);
    return 1;
  }

  function print(text: string): ExitCode {
    terminal.out(text);
    return 0;
  }
}

/** Problems of the configuration with their places; of any other error only its text. */
function toJson(error: BotMetricsError | Problem): object[] {
  const found = error instanceof BotMetricsError ? error.problems : [];
  if (found.length === 0) return [{ text: error.message }];
  return found.map(({ path, where, text }) => ({ path: path.join('.'), where, text }));
}

function parsed(command: Command, args: string[]): Pick<ReturnType<typeof parseArgs>, 'values' | 'positionals'> {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, short, multiple = false }]) => [
      name,
      { type, multiple, ...(short !== undefined && { short }) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args, options: { ...options, ...common }, allowPositionals: true });
    const surplus = positionals[command.parameters.length];
    if (surplus !== undefined) throw new UsageError(`unexpected argument "${surplus}"`);
    return { values, positionals };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // Keep the first sentence. The second suggests quoting arguments that start with a dash.
    throw new UsageError(error instanceof Error ? error.message.split('. ')[0] : String(error));
  }
}
