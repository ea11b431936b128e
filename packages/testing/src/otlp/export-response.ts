/** The two encodings of OTLP over HTTP. */
export type OtlpContentType = 'application/x-protobuf' | 'application/json';

export interface PartialSuccess {
  readonly rejectedDataPoints: number;
  readonly errorMessage: string;
}

/**
 * The body of an `ExportMetricsServiceResponse`; without `partialSuccess` that of full success: no bytes, or `{}`.
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
  const message = Buffer.from(partialSuccess.errorMessage);
  const rejected = Buffer.from([0x08, ...varint(partialSuccess.rejectedDataPoints)]);
  const text = Buffer.concat([Buffer.from([0x12, ...varint(message.length)]), message]);
  return Buffer.concat([Buffer.from([0x0a, ...varint(rejected.length + text.length)]), rejected, text]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...varint(Math.floor(value / 0x80))];
}
