import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
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
  /** The text in that colour, or as it was where there are no colours. */
  paint(colour: Colour, text: string): string;
}

type Colour = 'red' | 'yellow' | 'green' | 'dim' | 'bold';

/** The terminal, pipe or file that the process stands in. NO_COLOR and TERM=dumb are respected. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const hasColours = stdout.isTTY === true && stdout.hasColors();
  return {
    env,
    cwd: process.cwd(),
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    ask: stdin.isTTY === true && stdout.isTTY === true ? ask : undefined,
    showsProgress: stderr.isTTY === true,
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
