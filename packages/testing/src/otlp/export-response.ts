/** The two encodings of OTLP over HTTP. */
export type OtlpContentType = 'application/x-protobuf' | 'application/json';

export interface PartialSuccess {
  readonly rejectedDataPoints: number;
  readonly errorMessage: string;
}

/**
 * The body of an `ExportMetricsServiceResponse`. Without `partialSuccess` it means full success: no bytes, or `{}`.
 * Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 */
export function exportResponse(contentType: OtlpContentType, partialSuccess?: PartialSuccess): Buffer {
  if (contentType === 'application/json') {
    if (partialSuccess === undefined) return Buffer.from('{}');
    const { rejectedDataPoints, errorMessage } = partialSuccess;
    return Buffer.from(
      JSON.stringify({ partialSuccess: { rejectedDataPoints: `${rejectedDataPoints}`, errorMessage } }),
    );
  }
  if (partialSuccess === undefined) return Buffer.alloc(0);
  const message = numberAndText(partialSuccess.rejectedDataPoints, partialSuccess.errorMessage);
  return Buffer.concat([Buffer.from([0x0a, ...varint(message.length)]), message]);
}

/**
 * The body of a refusal: a `google.rpc.Status`.
 * Source: https://opentelemetry.io/docs/specs/otlp/#failures
 */
export function errorResponse(
  contentType: OtlpContentType,
  { code, message }: { readonly code: number; readonly message: string },
): Buffer {
  if (contentType === 'application/json') return Buffer.from(JSON.stringify({ code, message }));
  return numberAndText(code, message);
}

/** A message with an integer in field 1 and a text in field 2. */
function numberAndText(number: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x08, ...varint(number), 0x12, ...varint(bytes.length)]), bytes]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...varint(Math.floor(value / 0x80))];
}
