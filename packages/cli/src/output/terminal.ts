import { styleText } from 'node:util';

/** What a command reads from and writes to: the process, or what a test gives it. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Standard output: results. */
  out(text: string): void;
  /** Standard error: problems and progress. */
  err(text: string): void;
  /** Somebody can answer questions. */
  readonly isInteractive: boolean;
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
    isInteractive: stdin.isTTY === true && stdout.isTTY === true,
    showsProgress: stderr.isTTY === true,
    paint: (colour, text) => (hasColours ? styleText(colour, text, { validateStream: false }) : text),
  };
}
