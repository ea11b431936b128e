export type { ContainerUsage } from './container-usage.ts';
export { NodeRuntimeMetrics, type NodeRuntimeMetricsOptions } from './node-runtime-metrics.ts';
export { SystemInformationAdapter, type SystemInformationAdapterOptions } from './system-information-adapter.ts';
export type { MountedFileSystem, SystemReader } from './system-reader.ts';
