/** A warning emitted by `process`. */
export interface KeptWarning {
  readonly name: string;
  readonly code: string;
  readonly message: string;
}

/** Captures process warnings, and keeps them off the console, until `release()`. */
export class KeptWarnings {
  readonly #kept: KeptWarning[] = [];
  readonly #usual = process.listeners('warning');
  readonly #keep = (warning: Error & { code?: string }): void => {
    this.#kept.push({ name: warning.name, code: warning.code ?? '', message: warning.message });
  };

  constructor() {
    process.removeAllListeners('warning');
    process.on('warning', this.#keep);
  }

  /** Warnings so far. The process emits them on the next tick, which this awaits. */
  async all(): Promise<readonly KeptWarning[]> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.#kept;
  }

  async release(): Promise<void> {
    await this.all();
    process.off('warning', this.#keep);
    for (const listener of this.#usual) process.on('warning', listener);
  }
}
