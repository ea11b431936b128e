import { type Command, configOption, type ExitCode, type Invocation } from '../command.ts';
import { readConfiguration } from '../configuration.ts';
import { type Diagnosis, diagnose } from '../doctor/diagnose.ts';

/** Sends a probe to every backend and says what came of it. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'sends a probe to each backend and says what came back, and how to fix it',
  parameters: [],
  options: { config: configOption },

  async run(invocation: Invocation): Promise<ExitCode> {
    const { terminal, json } = invocation;
    const { backends, settings, notes: said } = await readConfiguration(invocation);
    // Without what the backends will say of their probes, which is the result.
    const notes = [...said];
    const diagnoses = await Promise.all(
      [...backends].map(async ([name, { kind, backend }]) => {
        if (terminal.showsProgress) terminal.err(`trying ${name} …`);
        return { name, kind, ...(await diagnose(backend, settings)) };
      }),
    );
    const ok = diagnoses.length > 0 && diagnoses.every((diagnosis) => diagnosis.ok);
    if (json) {
      terminal.out(JSON.stringify({ ok, backends: diagnoses, notes }, null, 2));
      return ok ? 0 : 1;
    }
    for (const note of notes) terminal.out(terminal.paint('yellow', `note: ${note}`));
    for (const diagnosis of diagnoses) terminal.out(lineOf(diagnosis, invocation));
    if (diagnoses.length === 0) terminal.out('no backend is configured: name one in bot-metrics.config.yaml');
    return ok ? 0 : 1;
  },
};

function lineOf(
  { name, kind, ok, message }: Diagnosis & { name: string; kind: string },
  { terminal }: Invocation,
): string {
  const verdict = ok ? terminal.paint('green', 'good') : terminal.paint('red', 'bad ');
  return `${verdict}  ${terminal.paint('bold', name)} (${kind}): ${message}`;
}
