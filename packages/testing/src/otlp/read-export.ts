import type { IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { decodeMetricsRequest } from './decode-metrics-request.ts';
import type { OtlpContentType } from './export-response.ts';
import { JsonMessage } from './json-message.ts';
import type { OtlpMetricsRequest } from './metrics-request.ts';
import { ProtobufMessage } from './protobuf-message.ts';

/** Returns `undefined` for a content type or encoding that OTLP/HTTP does not define. */
export function otlpContentType(headers: IncomingHttpHeaders): OtlpContentType | undefined {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') return undefined;
  const contentType = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return contentType === 'application/x-protobuf' || contentType === 'application/json' ? contentType : undefined;
}

/** Decodes a request to `/v1/metrics`. Throws an `Error` for a body that does not match its headers. */
export function readExport(
  contentType: OtlpContentType,
  headers: IncomingHttpHeaders,
  body: Buffer,
): OtlpMetricsRequest {
  return decodeExport(contentType, decompress(headers, body));
}

/** Decompresses the body. Throws an `Error` if it does not match its encoding. */
export function decompress(headers: IncomingHttpHeaders, body: Buffer): Buffer {
  return headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

/** Throws an `Error` for bytes that do not match the content type. */
export function decodeExport(contentType: OtlpContentType, bytes: Buffer): OtlpMetricsRequest {
  return decodeMetricsRequest(
    contentType === 'application/json'
      ? new JsonMessage(JSON.parse(bytes.toString()), 'request')
      : new ProtobufMessage(bytes),
  );
}
