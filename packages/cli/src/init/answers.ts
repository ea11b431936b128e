import { suggest } from '@bot-metrics/core/options';
import type { Invocation } from '../command.ts';
import { UsageError } from '../problem.ts';
import { type BackendChoice, choices } from './backend-choices.ts';

/** The input of `init`. */
export interface Answers {
  readonly service: string;
  readonly backends: readonly BackendChoice[];
}

/**
 * Reads the input from the command line and asks for the rest at the terminal.
 * @throws UsageError if there is no terminal
 */
export async function answers({ terminal, values, json }: Invocation, defaultName: string): Promise<Answers> {
  const given = typeof values.backend === 'object' ? values.backend.map(String) : undefined;
  const named = typeof values.name === 'string' ? values.name : undefined;
  if (given !== undefined) for (const name of given) findChoice(name);
  const { ask } = terminal;
  if (values.yes === true || (named !== undefined && given !== undefined)) {
    return { service: named ?? defaultName, backends: (given ?? ['prometheus']).map(findChoice) };
  }
  if (ask === undefined || json) throw new UsageError('cannot ask questions without a terminal; add --yes');
  const service = named ?? ((await ask(`Name of the service (${defaultName}): `)).trim() || defaultName);
  if (given !== undefined) return { service, backends: given.map(findChoice) };
  const list = choices.map(({ name, what }) => `  ${name}: ${what}`).join('\n');
  for (;;) {
    const answer = await ask(`Where shall the metrics go?\n${list}\nOne or more, with commas (prometheus): `);
    const names = answer
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    try {
      return { service, backends: (names.length === 0 ? ['prometheus'] : names).map(findChoice) };
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      terminal.err(error.message);
    }
  }
}

function findChoice(name: string): BackendChoice {
  const choice = choices.find((candidate) => candidate.name === name);
  if (choice !== undefined) return choice;
  const names = choices.map((candidate) => candidate.name);
  const meant = suggest(name, names);
  throw new UsageError(
    `unknown backend "${name}"; ${meant === undefined ? `write one of ${names.join(', ')}` : `did you mean "${meant}"?`}`,
  );
}
