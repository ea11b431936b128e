export { backend } from './backend.ts';
export { CloudWatchMetricsBackend } from './cloudwatch-metrics-backend.ts';
export type { CloudWatchDimensions } from './dimension-rules.ts';
export type { LineOutput } from './emf/lines-to-output.ts';
export type { CloudWatchMetricsBackendOptions } from './options.ts';
export type { CloudWatchClientLike } from './put/client-like.ts';
