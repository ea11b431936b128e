import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** Resolves once the child has printed `text`; rejects if it ends before. */
  printed(text: string): Promise<void>;
  /** The complete output and the exit of the child. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }>;
}

const hook = fileURLToPath(new URL('fixtures/from-source.mjs', import.meta.url));

/** Runs the text of a module in another Node process, with the packages from their sources. A wrapper is a command such as `unshare`. */
export function runChild(
  source: string,
  options: { cwd: string; nodeOptions?: readonly string[]; wrapper?: readonly string[] },
): Child {
  const { cwd, nodeOptions = [], wrapper = [] } = options;
  const flags = ['--disable-warning=ExperimentalWarning', ...nodeOptions, '--import', hook];
  const command = [...wrapper, process.execPath, ...flags, '--input-type=module', '--eval', source];
  const child = spawn(command[0]!, command.slice(1), { cwd, env: {} });
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const check of waiting) check();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, output }));
  return {
    process: child,
    ended,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (output.includes(text)) resolve();
        };
        waiting.add(check);
        check();
        void ended.then(() => reject(new Error(`it ended without "${text}":\n${output}`)));
      }),
  };
}
