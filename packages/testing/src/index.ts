export {
  type CaptureAnswer,
  type CapturedRequest,
  type CaptureOutcome,
  type HttpCapture,
  type HttpCaptureOptions,
  startHttpCapture,
} from './capture/http-capture.ts';
export { startTcpCapture, type TcpCapture, type TcpCaptureOptions } from './capture/tcp-capture.ts';
export { startUdpCapture, type UdpCapture, type UdpCaptureOptions } from './capture/udp-capture.ts';
export type {
  CloudWatchFaultResponse,
  CloudWatchReceiver,
  CloudWatchReceiverOptions,
  CloudWatchRequest,
} from './cloudwatch/cloudwatch-receiver.ts';
export type { CloudWatchSeries } from './cloudwatch/cloudwatch-store.ts';
export { type CloudWatchDatum, readMetricData } from './cloudwatch/read-metric-data.ts';
export type { AwsCredentials } from './cloudwatch/sig-v4.ts';
export { startCloudWatchReceiver } from './cloudwatch/start-cloudwatch-receiver.ts';
export { CollectedDiagnostics } from './collected-diagnostics.ts';
export type {
  DatadogDataKind,
  DatadogFaultResponse,
  DatadogIntake,
  DatadogIntakeOptions,
  DatadogRequest,
} from './datadog/datadog-intake.ts';
export type {
  DatadogDistributions,
  DatadogNumbers,
  DatadogPoint,
  DatadogSeries,
  DatadogSketch,
} from './datadog/datadog-series.ts';
export type { DatadogEvent, DatadogServiceCheck } from './datadog/read-announcement.ts';
export type { DatadogDistribution } from './datadog/series-store.ts';
export { startDatadogIntake } from './datadog/start-datadog-intake.ts';
export type { ResponseParameters } from './fake-bot-api/answer.ts';
export type { BotCall } from './fake-bot-api/bot-call.ts';
export type { BotErrorOptions, BotFaultOptions } from './fake-bot-api/bot-faults.ts';
export { type FakeBotApi, type FakeBotApiOptions, startFakeBotApi } from './fake-bot-api/fake-bot-api.ts';
export type { UploadedFile } from './fake-bot-api/multipart-form.ts';
export type { PushOptions } from './fake-bot-api/pushed-updates.ts';
export type { RefusalReason } from './fake-bot-api/refusals.ts';
export type { BotParameters } from './fake-bot-api/request-parameters.ts';
export type { BotUpdate } from './fake-bot-api/update-queue.ts';
export { FakeClock, type FakeClockOptions } from './fake-clock.ts';
export type { LoopbackAddress } from './loopback/loopback-address.ts';
export type { ServerTls } from './loopback/loopback-http-server.ts';
export type { OtlpContentType } from './otlp/export-response.ts';
export {
  type GrafanaCloudGateway,
  type GrafanaCloudGatewayOptions,
  startGrafanaCloudGateway,
} from './otlp/grafana-cloud-gateway.ts';
export type {
  OtlpAttributes,
  OtlpExemplar,
  OtlpExponentialBuckets,
  OtlpExponentialHistogram,
  OtlpExponentialHistogramPoint,
  OtlpGauge,
  OtlpHistogram,
  OtlpHistogramPoint,
  OtlpMetric,
  OtlpMetricsRequest,
  OtlpNumberPoint,
  OtlpPoint,
  OtlpResourceMetrics,
  OtlpScope,
  OtlpScopeMetrics,
  OtlpSum,
  OtlpTemporality,
  OtlpValue,
} from './otlp/metrics-request.ts';
export type { OtlpFaultResponse } from './otlp/otlp-faults.ts';
export type { OtlpGate, OtlpRefusal } from './otlp/otlp-gate.ts';
export {
  type OtlpAnswer,
  type OtlpExport,
  type OtlpReceiver,
  type OtlpReceiverOptions,
  startOtlpReceiver,
} from './otlp/otlp-receiver.ts';
export { readExport } from './otlp/read-export.ts';
export type { OtlpSeries } from './otlp/series-store.ts';
export type {
  ExponentialBuckets,
  OtlpExponentialHistogramValue,
  OtlpHistogramValue,
  OtlpSeriesValue,
} from './otlp/series-value.ts';
export { type Recorded, RecordingBackend } from './recording-backend.ts';
