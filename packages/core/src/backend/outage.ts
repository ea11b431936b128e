import type { Diagnostics } from '../ports/diagnostics.ts';

/** Tells a person once when exports begin to fail, and once when they work again. */
export class Outage {
  readonly #subject: string;
  readonly #diagnostics: () => Diagnostics;
  #lasts = false;

  /** @param diagnostics asked when there is something to say, because a backend gets it with its store */
  constructor(subject: string, diagnostics: () => Diagnostics) {
    this.#subject = subject;
    this.#diagnostics = diagnostics;
  }

  failed(message: string): void {
    if (this.#lasts) return;
    this.#lasts = true;
    this.#diagnostics().report({ code: 'export_failed', message: `${this.#subject}: ${message}`, severity: 'warn' });
  }

  worked(): void {
    if (!this.#lasts) return;
    this.#lasts = false;
    const message = `${this.#subject}: exports are delivered again`;
    this.#diagnostics().report({ code: 'export_recovered', message, severity: 'info' });
  }
}
