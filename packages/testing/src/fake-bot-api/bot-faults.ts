import type { ResponseParameters } from './answer.ts';

/** How often an ordered fault comes. */
export interface BotFaultOptions {
  /** How many calls it is for; `Infinity` until `recover()`. @default 1 */
  readonly times?: number;
}

/** An error that is ordered: how often, and with which parameters it answers. */
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

/** Faults by method, in the order they were asked for. */
export class BotFaults {
  #faults: { readonly method: string; readonly fault: BotFault; times: number }[] = [];

  /** `'*'` matches any method. */
  add(method: string, fault: BotFault, times = 1): void {
    if (times > 0) this.#faults.push({ method: method.toLowerCase(), fault, times });
  }

  /** The delays that come before the first other fault of this method, and that fault if there is one. */
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
