import { suggest } from '@bot-metrics/core/options';
import type { Invocation } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { type BackendChoice, choices } from './backend-choices.ts';

/** What `init` has to know. */
export interface Answers {
  readonly service: string;
  readonly backends: readonly BackendChoice[];
}

/**
 * From the command line, and for the rest from whoever sits at the terminal.
 * @throws UsageError where there is nobody
 */
export async function answers({ terminal, values, json }: Invocation, defaultName: string): Promise<Answers> {
  const given = typeof values.backend === 'object' ? values.backend.map(String) : undefined;
  const named = typeof values.name === 'string' ? values.name : undefined;
  if (given !== undefined) for (const name of given) choiceOf(name);
  const { ask } = terminal;
  if (values.yes === true || (named !== undefined && given !== undefined)) {
    return { service: named ?? defaultName, backends: (given ?? ['prometheus']).map(choiceOf) };
  }
  if (ask === undefined || json) throw new UsageError('there is nobody to ask here; add --yes');
  const service = named ?? ((await ask(`Name of the service (${defaultName}): `)).trim() || defaultName);
  if (given !== undefined) return { service, backends: given.map(choiceOf) };
  const list = choices.map(({ name, what }) => `  ${name}: ${what}`).join('\n');
  for (;;) {
    const answer = await ask(`Where shall the metrics go?\n${list}\nOne or more, with commas (prometheus): `);
    const names = answer
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    try {
      return { service, backends: (names.length === 0 ? ['prometheus'] : names).map(choiceOf) };
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      terminal.err(error.message);
    }
  }
}

function choiceOf(name: string): BackendChoice {
  const choice = choices.find((candidate) => candidate.name === name);
  if (choice !== undefined) return choice;
  const names = choices.map((candidate) => candidate.name);
  const meant = suggest(name, names);
  throw new UsageError(
    `there is no backend "${name}"; ${meant === undefined ? `write one of ${names.join(', ')}` : `did you mean "${meant}"?`}`,
  );
}
