import type { OutgoingHttpHeaders } from 'node:http';

/** A response that replaces success. */
export interface OtlpFaultResponse {
  readonly status: number;
  /** Such as `{ 'retry-after': '2' }`. */
  readonly headers?: OutgoingHttpHeaders;
  /** @default an empty message in the encoding of the request */
  readonly body?: string | Uint8Array;
  /** Whether the body never ends; `body` is not sent then. @default false */
  readonly endless?: boolean;
  /** Whether the export is stored. `false` with a 2xx stands for a proxy that answers in place of the receiver. @default true for a 2xx */
  readonly stored?: boolean;
  /** Number of exports it applies to; `Infinity` lasts until `recover()`. @default 1 */
  readonly times?: number;
}

/** What happens to an export instead of being accepted. */
export type OtlpFault =
  | { readonly kind: 'respond'; readonly response: OtlpFaultResponse }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'delay'; readonly seconds: number }
  | { readonly kind: 'partialSuccess'; readonly rejectedDataPoints: number; readonly errorMessage: string };
