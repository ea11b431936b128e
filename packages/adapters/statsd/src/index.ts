export { backend } from './backend.ts';
export type { StatsdMetricsBackendOptions } from './options.ts';
export { StatsdMetricsBackend } from './statsd-metrics-backend.ts';
export type { DatagramSocket, OpenSocket } from './transports/handed-socket.ts';
