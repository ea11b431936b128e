import { createInterface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';
import { styleText } from 'node:util';
import { type Clock, systemClock } from '@bot-metrics/core';
import { Problem } from '../problem.ts';

/** What a command reads from and writes to: the process, or what a test gives it. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Standard output: results. */
  out(text: string): void;
  /** Standard error: problems and progress. */
  err(text: string): void;
  /** Asks the person at the terminal; `undefined` where there is none. Rejects with a Problem when the answer is Ctrl-C. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /** Standard error is looked at by a person, who wants to see progress. */
  readonly showsProgress: boolean;
  /** Lines of the screen; `undefined` where standard output is none. */
  readonly rows: number | undefined;
  readonly clock: Clock;
  /** Unlike the timers of the SDK it keeps the process alive. */
  sleep(seconds: number): Promise<void>;
  /** The text in that colour, or as it was where there are no colours. */
  paint(colour: Colour, text: string): string;
}

type Colour = 'red' | 'yellow' | 'green' | 'dim' | 'bold';

/** The terminal, pipe or file that the process stands in. NO_COLOR and TERM=dumb are respected. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  // Who reads may have seen enough, as `head` does.
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
  // Ctrl-C and Ctrl-D close the input, and the question would wait for ever.
  lines.once('close', () => closed.abort());
  try {
    return await lines.question(question, { signal: closed.signal });
  } catch (error) {
    throw new Problem('cancelled', '\ncancelled; nothing was written', { cause: error });
  } finally {
    lines.close();
  }
}
