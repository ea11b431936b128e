import { createInterface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';
import { styleText } from 'node:util';
import { type Clock, systemClock } from '@bot-metrics/core';
import { Problem } from '../problem.ts';

/** Input and output of a command: the process, or a substitute in tests. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Writes results to standard output. */
  out(text: string): void;
  /** Writes problems and progress to standard error. */
  err(text: string): void;
  /** Asks the user; `undefined` without a terminal. Rejects with a Problem on Ctrl-C. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /** Whether standard error is a terminal, where a user expects progress. */
  readonly showsProgress: boolean;
  /** Lines of the screen; `undefined` if standard output is not a terminal. */
  readonly rows: number | undefined;
  readonly clock: Clock;
  /** Unlike the SDK's timers, keeps the process alive. */
  sleep(seconds: number): Promise<void>;
  /** Returns the text in that colour, or unchanged where colours are off. */
  paint(colour: Colour, text: string): string;
}

type Colour = 'red' | 'yellow' | 'green' | 'dim' | 'bold';

/** The terminal of this process. Respects NO_COLOR and TERM=dumb. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  // The reader may close the pipe early, as `head` does.
  stdout.on('error', (error) => {
    if ('code' in error && error.code === 'EPIPE') process.exit();
    throw error;
  });
  const hasColours = stdout.isTTY === true && stdout.hasColors();
  return {
    env,
    cwd: process.cwd(),
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    ask: stdin.isTTY === true && stdout.isTTY === true ? ask : undefined,
    showsProgress: stderr.isTTY === true,
    get rows() {
      return stdout.isTTY === true ? stdout.rows : undefined;
    },
    clock: systemClock,
    sleep: (seconds) => setTimeout(seconds * 1000),
    paint: (colour, text) => (hasColours ? styleText(colour, text, { validateStream: false }) : text),
  };
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const closed = new AbortController();
  // Ctrl-C and Ctrl-D close the input, after which the question would never be answered.
  lines.once('close', () => closed.abort());
  try {
    return await lines.question(question, { signal: closed.signal });
  } catch (error) {
    throw new Problem('cancelled', '\ncancelled; nothing was written', { cause: error });
  } finally {
    lines.close();
  }
}
