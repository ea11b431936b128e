import type { Diagnostics } from '../diagnostics/diagnostics.ts';

/** The codes of the two diagnostics of an outage, and the message of the second one. */
export interface OutageMessages {
  /** Code of the report of the failure. */
  readonly began: string;
  /** Code of the report of the recovery. */
  readonly ended: string;
  /** Message of the report of the recovery. */
  readonly message: string;
}

const exportMessages: OutageMessages = {
  began: 'export_failed',
  ended: 'export_recovered',
  message: 'exports are delivered again',
};

/** Reports once when something starts to fail, and once when it works again. */
export class Outage {
  readonly #subject: string;
  readonly #diagnostics: () => Diagnostics;
  readonly #messages: OutageMessages;
  #lasts = false;

  /**
   * @param subject begins each message, such as `backend "cloud"`
   * @param diagnostics called when there is something to report, because a backend gets it with its store
   * @param messages @default those of exports
   */
  constructor(subject: string, diagnostics: () => Diagnostics, messages: OutageMessages = exportMessages) {
    this.#subject = subject;
    this.#diagnostics = diagnostics;
    this.#messages = messages;
  }

  /** Reports the first failure of an outage, and ignores the others. */
  failed(message: string): void {
    if (this.#lasts) return;
    this.#lasts = true;
    this.#diagnostics().report({
      code: this.#messages.began,
      message: `${this.#subject}: ${message}`,
      severity: 'warn',
    });
  }

  /** Reports the end of an outage, if there was one. */
  recovered(): void {
    if (!this.#lasts) return;
    this.#lasts = false;
    const { ended, message } = this.#messages;
    this.#diagnostics().report({ code: ended, message: `${this.#subject}: ${message}`, severity: 'info' });
  }
}
