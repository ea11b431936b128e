import type { Diagnostics } from '@bot-metrics/core';
import type { PartialSuccess } from './partial-success.ts';

/** Tells a person once that a receiver leaves points out, and once when it takes all of them again. */
export class PartialTrouble {
  readonly #subject: string;
  readonly #diagnostics: () => Diagnostics;
  #lasts = false;

  /** @param diagnostics asked when there is something to say, because a backend gets it with its store */
  constructor(subject: string, diagnostics: () => Diagnostics) {
    this.#subject = subject;
    this.#diagnostics = diagnostics;
  }

  found({ rejectedPoints, message }: PartialSuccess): void {
    if (this.#lasts) return;
    this.#lasts = true;
    const took =
      rejectedPoints === 0 ? 'took an export with a warning' : `left ${rejectedPoints} points out of an export`;
    const text = `${this.#subject}: the receiver ${took}: ${JSON.stringify(message)}; look at what it names, or at its log`;
    this.#diagnostics().report({ code: 'points_rejected', message: text, severity: 'warn' });
  }

  /** An export was taken as a whole. */
  over(): void {
    if (!this.#lasts) return;
    this.#lasts = false;
    const message = `${this.#subject}: every point is taken again`;
    this.#diagnostics().report({ code: 'points_accepted', message, severity: 'info' });
  }
}
