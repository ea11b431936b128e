import type { Terminal } from './output/terminal.ts';

/** 0: good; 1: a problem was found; 2: wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** Options as `parseArgs` reads them. */
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** An option of one command; `--json` and `--help` belong to all. */
export interface CommandOption {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** How the help shows it, such as `--config FILE`. */
  readonly usage: string;
  readonly help: string;
}

/** What a command is called with. */
export interface Invocation {
  readonly terminal: Terminal;
  readonly values: Values;
  /** As many as the command has `parameters`. */
  readonly parameters: readonly string[];
  readonly json: boolean;
}

/** One word after `bot-metrics`. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Names of what must follow, such as `URL`. */
  readonly parameters: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** @throws UsageError; Problem and BotMetricsError, which are shown and end with 1 */
  run(invocation: Invocation): Promise<ExitCode>;
}

/** Of the commands that read a configuration. */
export const configOption: CommandOption = {
  type: 'string',
  short: 'c',
  usage: '-c, --config FILE',
  help: 'the configuration file; else the first bot-metrics.config.* here',
};
