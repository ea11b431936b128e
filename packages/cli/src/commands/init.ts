import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command, ExitCode, Invocation } from '../command.ts';
import { answers } from '../init/answers.ts';
import { choices } from '../init/backend-choices.ts';
import { configText } from '../init/config-text.ts';
import { readManifest, serviceName } from '../init/manifest.ts';
import { Problem, UsageError } from '../problem.ts';

const code = [
  "import { createBotMetrics } from '@bot-metrics/sdk';",
  'const metrics = await createBotMetrics();',
  "metrics.counter('orders').add(1);",
];

/** Writes a first configuration and shows the next steps. */
export const init: Command = {
  name: 'init',
  summary: 'writes a configuration file and shows the code to add',
  parameters: [],
  options: {
    yes: { type: 'boolean', short: 'y', usage: '-y, --yes', help: 'uses the defaults without asking' },
    backend: {
      type: 'string',
      short: 'b',
      multiple: true,
      usage: '-b, --backend NAME',
      help: `${choices.map(({ name }) => name).join(', ')}; repeatable; default: prometheus`,
    },
    name: { type: 'string', short: 'n', usage: '-n, --name NAME', help: 'the service name; default: the package name' },
    force: { type: 'boolean', usage: '--force', help: 'overwrites an existing file' },
    config: {
      type: 'string',
      short: 'c',
      usage: '-c, --config FILE',
      help: 'the file to write; default: bot-metrics.config.yaml',
    },
  },

  async run(invocation: Invocation): Promise<ExitCode> {
    const { terminal, values, json } = invocation;
    const file = typeof values.config === 'string' ? values.config : 'bot-metrics.config.yaml';
    checkFile(file, terminal.cwd, values.force === true);
    const manifest = readManifest(terminal.cwd);
    const { service, backends } = await answers(invocation, serviceName(manifest, terminal.cwd));
    writeFileSync(resolve(terminal.cwd, file), configText(service, backends));

    const variables = backends.flatMap((backend) => backend.variables);
    const install = '@bot-metrics/sdk' in (manifest.dependencies ?? {}) ? undefined : 'npm install @bot-metrics/sdk';
    if (json) {
      const names = backends.map(({ name }) => name);
      terminal.out(JSON.stringify({ ok: true, file, service, backends: names, variables, install, code }, null, 2));
      return 0;
    }
    terminal.out(terminal.paint('green', `Wrote ${file}.`));
    for (const { name, next } of backends) terminal.out(`  ${name}: ${next}`);
    if (install !== undefined) terminal.out(`\nInstall the SDK:\n\n  ${install}`);
    terminal.out(`\nThree lines in your service:\n\n  ${code.join('\n  ')}`);
    const set = variables.length === 0 ? '' : `set ${variables.join(', ')}, then `;
    terminal.out(`\nTo verify it: ${set}npx bot-metrics doctor`);
    return 0;
  },
};

function checkFile(file: string, cwd: string, force: boolean): void {
  if (!/\.ya?ml$/.test(file)) throw new UsageError(`--config: "${file}" must end in .yaml`);
  if (existsSync(resolve(cwd, file)) && !force) {
    throw new Problem('file_exists', `${file} already exists; edit it, or overwrite it with --force`);
  }
  const other = readdirSync(cwd).find((name) => /^bot-metrics\.config\.\w+$/.test(name) && name !== file);
  if (other !== undefined)
    throw new Problem(
      'file_exists',
      `${other} already exists, and only one of the two would be read; edit or remove it`,
    );
}
