import { type OtlpMetricsRequest, readExport } from '@bot-metrics/testing';
import { type Metadata, Server, ServerCredentials, type ServiceError } from '@grpc/grpc-js';

/** A server of OTLP over gRPC on 127.0.0.1. */
export interface GrpcReceiver {
  readonly port: number;
  readonly requests: readonly OtlpMetricsRequest[];
  readonly metadata: readonly Metadata[];
  /** Answers the next call with this error, or never (`'hang'`). The call is still kept in `requests`. */
  fail(error: Partial<ServiceError> | 'hang'): void;
  /** Answers the next call with this message. */
  answer(response: Buffer): void;
  close(): void;
}

/** @param credentials @default insecure */
export async function startGrpcReceiver(credentials = ServerCredentials.createInsecure()): Promise<GrpcReceiver> {
  const requests: OtlpMetricsRequest[] = [];
  const metadata: Metadata[] = [];
  const next: (Partial<ServiceError> | Buffer | 'hang')[] = [];
  const server = new Server();
  const bytes = (message: Buffer): Buffer => message;
  const Export = {
    path: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  } as const;
  server.addService(
    { Export },
    {
      Export(
        call: { request: Buffer; metadata: Metadata },
        callback: (error: Partial<ServiceError> | null, response?: Buffer) => void,
      ) {
        requests.push(readExport('application/x-protobuf', {}, call.request));
        metadata.push(call.metadata);
        const ordered = next.shift() ?? Buffer.alloc(0);
        if (ordered === 'hang') return;
        if (Buffer.isBuffer(ordered)) callback(null, ordered);
        else callback(ordered);
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  return {
    port,
    requests,
    metadata,
    fail: (error) => next.push(error),
    answer: (response) => next.push(response),
    close: () => server.forceShutdown(),
  };
}
