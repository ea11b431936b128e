import type { Terminal } from './output/terminal.ts';

/** 0: success; 1: a problem was found; 2: wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** Options as parsed by `parseArgs`. */
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** An option of one command; `--json` and `--help` work with all commands. */
export interface CommandOption {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** As shown in the help, such as `--config FILE`. */
  readonly usage: string;
  readonly help: string;
}

/** The arguments and environment of a command. */
export interface Invocation {
  readonly terminal: Terminal;
  readonly values: Values;
  /** One for each of the command's `parameters`. */
  readonly parameters: readonly string[];
  readonly json: boolean;
}

/** A subcommand of `bot-metrics`. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Names of the required arguments, such as `URL`. */
  readonly parameters: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** @throws UsageError for wrong usage; Problem and BotMetricsError for problems, which are printed and exit with 1 */
  run(invocation: Invocation): Promise<ExitCode>;
}

/** For commands that read a configuration. */
export const configOption: CommandOption = {
  type: 'string',
  short: 'c',
  usage: '-c, --config FILE',
  help: 'the configuration file; default: the bot-metrics.config.* in this folder',
};
