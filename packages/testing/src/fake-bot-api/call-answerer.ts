import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, failed } from './answer.ts';
import type { BotCall } from './bot-call.ts';
import type { BotFaults } from './bot-faults.ts';
import type { BotMethod } from './bot-methods.ts';

/** Finds the answer to a call: first pending faults, then the method. */
export class CallAnswerer {
  readonly #faults: BotFaults;
  readonly #methods = new Map<string, { readonly name: string; readonly method: BotMethod }>();

  constructor(faults: BotFaults, methods: Readonly<Record<string, BotMethod>>) {
    this.#faults = faults;
    for (const [name, method] of Object.entries(methods)) this.define(name, method);
  }

  /** Adds or replaces a method. */
  define(name: string, method: BotMethod): void {
    this.#methods.set(name.toLowerCase(), { name, method });
  }

  /** Telegram ignores the case of method names; the log uses the documented spelling. */
  documentedName(method: string): string {
    return this.#methods.get(method.toLowerCase())?.name ?? method;
  }

  /** Returns `undefined` if the server should disconnect. */
  async answer(call: BotCall, hungUp: AbortSignal): Promise<Answer | undefined> {
    for (const fault of this.#faults.take(call.method)) {
      if (fault.kind === 'hangUp') return undefined;
      if (fault.kind === 'error') return failed(fault.code, fault.description, fault.parameters);
      // Aborted only if the client has disconnected.
      await delay(fault.seconds * 1000, undefined, { signal: hungUp }).catch(() => {});
    }
    const known = this.#methods.get(call.method.toLowerCase());
    return known === undefined ? failed(404, 'Not Found: method not found') : known.method(call.params, hungUp);
  }
}
