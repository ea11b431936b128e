import { FakeClock } from '@bot-metrics/testing';
import type { Terminal } from '../src/output/terminal.ts';
import { run } from '../src/run.ts';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `bot-metrics` in this process as if its output were piped. */
export async function runCommand(args: readonly string[], terminal: Partial<Terminal> = {}): Promise<Ended> {
  let [out, err] = ['', ''];
  const code = await run(args, {
    env: {},
    cwd: '/',
    out: (text) => {
      out += `${text}\n`;
    },
    err: (text) => {
      err += `${text}\n`;
    },
    ask: undefined,
    showsProgress: false,
    rows: undefined,
    clock: new FakeClock(),
    sleep: async () => {},
    paint: (_, text) => text,
    ...terminal,
  });
  return { code, out, err };
}
