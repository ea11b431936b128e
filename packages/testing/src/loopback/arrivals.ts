const MAX_LISTED = 10;

/** Lets tests wait for data at a server: conditions are checked on every change, without polling. */
export class Arrivals {
  readonly #waiting = new Map<() => void, (error: Error) => void>();

  /** Something arrived: check all waiting conditions. */
  changed(): void {
    for (const look of [...this.#waiting.keys()]) look();
  }

  /** Rejects all pending waits. */
  close(): void {
    for (const fail of [...this.#waiting.values()]) fail(new Error('the server closed while a test was waiting'));
  }

  /**
   * Resolves as soon as `isMet` is true, at once if it already is.
   *
   * Rejects after `timeoutSeconds` with the result of `describe`, and with any error of `isMet`.
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
        () => fail(new Error(`timed out after ${timeoutSeconds} s: ${describe()}`)),
        timeoutSeconds * 1000,
      );
      this.#waiting.set(look, fail);
      look();
    });
  }
}

/** One line for a timeout message: how many arrived, and the last of them. */
export function listArrived(noun: string, arrived: readonly string[]): string {
  if (arrived.length === 0) return `no ${noun}s arrived`;
  const last = arrived.slice(-MAX_LISTED).map((item) => JSON.stringify(item.slice(0, 200)));
  const which = arrived.length > MAX_LISTED ? `the last ${MAX_LISTED}: ` : '';
  return `${arrived.length} ${noun}${arrived.length === 1 ? '' : 's'} arrived: ${which}${last.join(', ')}`;
}
