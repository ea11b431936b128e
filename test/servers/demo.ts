import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../examples/telegram-bot/dist/main.js', import.meta.url));

/** The demo in a separate process. */
export interface Demo {
  /** Resolves when the load has stopped. The endpoints stay open for a while. */
  readonly quiet: Promise<void>;
  /** Ends the demo and returns its exit code and output. */
  end(): Promise<{ code: number | null; output: string }>;
}

export function startDemo(args: readonly string[], environment: Record<string, string>): Demo {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...environment } });
  const exited = once(child, 'exit');
  let output = '';
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const lines = createInterface(child.stdout);
  const quiet = new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      output += `${line}\n`;
      if (line.startsWith('The load has stopped')) resolve();
    });
    exited.then(([code]) => reject(new Error(`the demo ended with exit code ${code}\n${output}`)));
  });
  quiet.catch(() => {});
  return {
    quiet,
    async end() {
      child.kill('SIGINT');
      const [code] = await exited;
      return { code, output };
    },
  };
}

/** Runs the demo to its end. */
export async function runDemo(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...environment } });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = await once(child, 'close');
  return { code, output };
}
