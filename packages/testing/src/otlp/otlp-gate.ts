import type { IncomingHttpHeaders } from 'node:http';
import type { OtlpMetricsRequest } from './metrics-request.ts';

/** Why an export is not taken. */
export interface OtlpRefusal {
  readonly status: number;
  /** Of `google.rpc.Status`, such as 3 for an invalid argument. */
  readonly code: number;
  readonly message: string;
}

/** Rules by which a receiver refuses exports. */
export interface OtlpGate {
  /** Looks at the headers of a request; what it returns is answered, as JSON. */
  admit?(headers: IncomingHttpHeaders): OtlpRefusal | undefined;
  /**
   * Looks at an export that could be decoded.
   * @param bytes its size before compression
   * @returns what to answer instead of storing it, and what is stored all the same
   */
  screen?(
    request: OtlpMetricsRequest,
    bytes: number,
  ): { readonly refusal: OtlpRefusal; readonly stored?: OtlpMetricsRequest } | undefined;
}
