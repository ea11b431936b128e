import type { Diagnostics } from '../diagnostics/diagnostics.ts';

/** The codes of the two diagnostics, and what the second one says. */
export interface OutageWords {
  readonly began: string;
  readonly ended: string;
  readonly message: string;
}

const ofExports: OutageWords = {
  began: 'export_failed',
  ended: 'export_recovered',
  message: 'exports are delivered again',
};

/** Tells a person once when something begins to fail, and once when it works again. */
export class Outage {
  readonly #subject: string;
  readonly #diagnostics: () => Diagnostics;
  readonly #words: OutageWords;
  #lasts = false;

  /**
   * @param diagnostics asked when there is something to say, because a backend gets it with its store
   * @param words @default those of exports
   */
  constructor(subject: string, diagnostics: () => Diagnostics, words: OutageWords = ofExports) {
    this.#subject = subject;
    this.#diagnostics = diagnostics;
    this.#words = words;
  }

  failed(message: string): void {
    if (this.#lasts) return;
    this.#lasts = true;
    this.#diagnostics().report({ code: this.#words.began, message: `${this.#subject}: ${message}`, severity: 'warn' });
  }

  worked(): void {
    if (!this.#lasts) return;
    this.#lasts = false;
    const { ended, message } = this.#words;
    this.#diagnostics().report({ code: ended, message: `${this.#subject}: ${message}`, severity: 'info' });
  }
}
