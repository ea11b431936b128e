/** Lets tests wait for what arrives at a server: conditions are asked when something changed, never by polling. */
export class Arrivals {
  readonly #waiting = new Map<() => void, (error: Error) => void>();

  /** Something arrived: whoever waits looks again. */
  changed(): void {
    for (const look of [...this.#waiting.keys()]) look();
  }

  /** Whoever still waits is told that nothing more will come. */
  close(): void {
    for (const fail of [...this.#waiting.values()]) fail(new Error('the server was closed while a test waited for it'));
  }

  /**
   * Resolves as soon as `isMet` is true, at once if it already is.
   *
   * Rejects after `timeoutSeconds` with what `describe` says has arrived until then, and with whatever `isMet` throws.
   */
  waitFor(isMet: () => boolean, timeoutSeconds: number, describe: () => string): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (settleWith: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        settleWith();
      };
      const fail = (error: unknown) => settle(() => reject(error));
      const look = () => {
        try {
          if (isMet()) settle(resolve);
        } catch (error) {
          fail(error);
        }
      };
      const timer = setTimeout(
        () => fail(new Error(`waited ${timeoutSeconds} s in vain: ${describe()}`)),
        timeoutSeconds * 1000,
      );
      this.#waiting.set(look, fail);
      look();
    });
  }
}
