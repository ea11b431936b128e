export { backend } from './backend.ts';
export { CloudWatchMetricsBackend } from './cloudwatch-metrics-backend.ts';
export type { CloudWatchDimensions } from './dimensions.ts';
export type { LineOutput } from './emf/lines-to-output.ts';
export type { CloudWatchMetricsBackendOptions } from './options.ts';
export type { CloudWatchClientLike } from './put/aws-sdk.ts';
