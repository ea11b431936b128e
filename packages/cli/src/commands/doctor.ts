import { type Command, configOption, type ExitCode, type Invocation } from '../command.ts';
import { readConfiguration } from '../configuration.ts';
import { diagnose } from '../doctor/diagnose.ts';
import type { Diagnosis } from '../doctor/diagnose-page.ts';

/** Sends a probe to every backend and reports the results. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'sends a probe to each backend and reports the result, with a remedy for each failure',
  parameters: [],
  options: { config: configOption },

  async run(invocation: Invocation): Promise<ExitCode> {
    const { terminal, json } = invocation;
    const { backends, settings, notes: warnings } = await readConfiguration(invocation);
    // Copied now, without the warnings that the probes will cause: those are in the results.
    const notes = [...warnings];
    const diagnoses = await Promise.all(
      [...backends].map(async ([name, { kind, backend }]) => {
        if (terminal.showsProgress) terminal.err(`probing ${name} …`);
        const diagnosis = await diagnose(backend, settings);
        return { name, kind, ...(findRejection(name, warnings) ?? diagnosis) };
      }),
    );
    const ok = diagnoses.length > 0 && diagnoses.every((diagnosis) => diagnosis.ok);
    if (json) {
      terminal.out(JSON.stringify({ ok, backends: diagnoses, notes }, null, 2));
      return ok ? 0 : 1;
    }
    for (const note of notes) terminal.out(terminal.paint('yellow', `note: ${note}`));
    for (const diagnosis of diagnoses) terminal.out(formatLine(diagnosis, invocation));
    if (diagnoses.length === 0) terminal.out('no backend is configured: add one to bot-metrics.config.yaml');
    return ok ? 0 : 1;
  },
};

/** A receiver that rejects points in a success has confirmed the probe, and does not store it. */
function findRejection(name: string, warnings: readonly string[]): Diagnosis | undefined {
  const subject = `backend "${name}": `;
  const warning = warnings.find((text) => text.startsWith(`${subject}the receiver rejected `));
  return warning === undefined ? undefined : { ok: false, message: warning.slice(subject.length) };
}

function formatLine(
  { name, kind, ok, message }: Diagnosis & { name: string; kind: string },
  { terminal }: Invocation,
): string {
  const verdict = ok ? terminal.paint('green', 'good') : terminal.paint('red', 'bad ');
  return `${verdict}  ${terminal.paint('bold', name)} (${kind}): ${message}`;
}
