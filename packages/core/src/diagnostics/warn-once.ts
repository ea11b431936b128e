import type { Diagnostics } from './diagnostics.ts';

/** Reports a warning once per code and key, so that a lasting problem is not reported with every export. */
export class WarnOnce {
  readonly #diagnostics: () => Diagnostics;
  readonly #warned = new Set<string>();

  /** @param diagnostics called when there is something to report, because a backend gets it with its store */
  constructor(diagnostics: () => Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  /** @param key what the warning is about, such as the name of a metric */
  warn(code: string, key: string, message: string): void {
    const cause = `${code} ${key}`;
    if (this.#warned.has(cause)) return;
    this.#warned.add(cause);
    this.#diagnostics().report({ code, message, severity: 'warn' });
  }
}
