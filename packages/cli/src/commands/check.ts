import { type Command, configOption, type ExitCode, type Invocation } from '../command.ts';
import { type Configuration, readConfiguration } from '../configuration.ts';
import { table } from '../output/table.ts';

/** Validates the configuration and shows what is in effect, and why. */
export const check: Command = {
  name: 'check',
  summary: 'validates the configuration and shows where each setting comes from',
  parameters: [],
  options: { config: configOption },

  async run(invocation: Invocation): Promise<ExitCode> {
    const { terminal, json } = invocation;
    const config = await readConfiguration(invocation);
    terminal.out(json ? JSON.stringify(reportOf(config), null, 2) : textOf(config, invocation));
    return 0;
  },
};

function reportOf({ settings, backends, notes }: Configuration): unknown {
  return {
    ok: true,
    settings: settings.map(({ path, value, from }) => ({ path: path.join('.'), value, from })),
    backends: Object.fromEntries([...backends].map(([name, { kind }]) => [name, kind])),
    notes,
  };
}

function textOf({ settings, backends, notes }: Configuration, { terminal }: Invocation): string {
  const rows = settings.map(({ path, value, from }) => [path.join('.'), value, terminal.paint('dim', from)]);
  const names = [...backends].map(([name, { kind }]) => `${name} (${kind})`);
  const verdict =
    names.length === 0
      ? 'The configuration is valid and names no backend: metrics would be delivered nowhere.'
      : `The configuration is valid. Backends: ${names.join(', ')}.`;
  return [
    ...(rows.length === 0 ? [] : [table([['setting', 'value', 'from'], ...rows]), '']),
    ...notes.map((note) => terminal.paint('yellow', `note: ${note}`)),
    terminal.paint('green', verdict),
  ].join('\n');
}
