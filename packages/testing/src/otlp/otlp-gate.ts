import type { IncomingHttpHeaders } from 'node:http';
import type { OtlpMetricsRequest } from './metrics-request.ts';

/** Why an export is refused. */
export interface OtlpRefusal {
  readonly status: number;
  /** A code of `google.rpc.Status`, such as 3 for an invalid argument. */
  readonly code: number;
  readonly message: string;
}

/** Rules by which a receiver refuses exports. */
export interface OtlpGate {
  /** Checks the headers of a request; a returned refusal is sent as JSON. */
  admit?(headers: IncomingHttpHeaders): OtlpRefusal | undefined;
  /**
   * Checks a decoded export.
   * @param bytes its size before compression
   * @returns the refusal to send, and the part of the export to store anyway
   */
  screen?(
    request: OtlpMetricsRequest,
    bytes: number,
  ): { readonly refusal: OtlpRefusal; readonly stored?: OtlpMetricsRequest } | undefined;
}
