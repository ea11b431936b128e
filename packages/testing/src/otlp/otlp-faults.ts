import type { OutgoingHttpHeaders } from 'node:http';

/** What ordered faults answer instead of success. */
export interface OtlpFaultResponse {
  readonly status: number;
  /** Such as `{ 'retry-after': '2' }`. */
  readonly headers?: OutgoingHttpHeaders;
  /** @default an empty message in the encoding of the request */
  readonly body?: string | Uint8Array;
  /** How many exports it is for; `Infinity` until `recover()`. @default 1 */
  readonly times?: number;
}

/** What happens to an export instead of being accepted. */
export type OtlpFault =
  | { readonly kind: 'respond'; readonly response: OtlpFaultResponse }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'delay'; readonly seconds: number }
  | { readonly kind: 'partialSuccess'; readonly rejectedDataPoints: number; readonly errorMessage: string };

/** Faults in the order they were asked for: each is used up before the next one begins. */
export class OtlpFaults {
  readonly #queue: { readonly fault: OtlpFault; times: number }[] = [];

  add(fault: OtlpFault, times = 1): void {
    if (times > 0) this.#queue.push({ fault, times });
  }

  /** The fault of the next export, if it has one. */
  take(): OtlpFault | undefined {
    const first = this.#queue[0];
    if (first === undefined) return undefined;
    first.times -= 1;
    if (first.times <= 0) this.#queue.shift();
    return first.fault;
  }

  clear(): void {
    this.#queue.length = 0;
  }
}
