import type { ResponseParameters } from './answer.ts';

/** How often a fault occurs. */
export interface BotFaultOptions {
  /** Number of calls it applies to; `Infinity` lasts until `recover()`. @default 1 */
  readonly times?: number;
}

/** How often an error occurs, and its response parameters. */
export interface BotErrorOptions extends BotFaultOptions {
  readonly parameters?: ResponseParameters;
}

export type BotFault =
  | {
      readonly kind: 'error';
      readonly code: number;
      readonly description: string;
      readonly parameters?: ResponseParameters;
    }
  | { readonly kind: 'hangUp' }
  | { readonly kind: 'delay'; readonly seconds: number };

/** Pending faults by method, in the order in which they were added. */
export class BotFaults {
  #faults: { readonly method: string; readonly fault: BotFault; times: number }[] = [];

  /** `'*'` matches any method. */
  add(method: string, fault: BotFault, times = 1): void {
    if (times > 0) this.#faults.push({ method: method.toLowerCase(), fault, times });
  }

  /** Takes the delays that precede the first other fault of this method, and that fault if there is one. */
  take(method: string): BotFault[] {
    const taken: BotFault[] = [];
    for (const planned of this.#faults) {
      if (planned.method !== '*' && planned.method !== method.toLowerCase()) continue;
      planned.times -= 1;
      taken.push(planned.fault);
      if (planned.fault.kind !== 'delay') break;
    }
    this.#faults = this.#faults.filter((planned) => planned.times > 0);
    return taken;
  }

  clear(): void {
    this.#faults = [];
  }
}
