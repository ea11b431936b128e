import type { IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { decodeMetricsRequest } from './decode-metrics-request.ts';
import type { OtlpContentType } from './export-response.ts';
import { JsonMessage } from './json-message.ts';
import type { OtlpMetricsRequest } from './metrics-request.ts';
import { ProtobufMessage } from './protobuf-message.ts';

/** `undefined` for a content type, or an encoding of the content, that OTLP/HTTP does not have. */
export function otlpContentType(headers: IncomingHttpHeaders): OtlpContentType | undefined {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') return undefined;
  const contentType = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return contentType === 'application/x-protobuf' || contentType === 'application/json' ? contentType : undefined;
}

/** Decodes a request to `/v1/metrics`. Throws an `Error` for a body that is not what its headers say. */
export function readExport(
  contentType: OtlpContentType,
  headers: IncomingHttpHeaders,
  body: Buffer,
): OtlpMetricsRequest {
  return decodeExport(contentType, bytesOf(headers, body));
}

/** The body as it was before it was compressed. Throws an `Error` if it was not. */
export function bytesOf(headers: IncomingHttpHeaders, body: Buffer): Buffer {
  return headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

/** Throws an `Error` for bytes that are not what the content type says. */
export function decodeExport(contentType: OtlpContentType, bytes: Buffer): OtlpMetricsRequest {
  return decodeMetricsRequest(
    contentType === 'application/json'
      ? new JsonMessage(JSON.parse(bytes.toString()), 'request')
      : new ProtobufMessage(bytes),
  );
}
