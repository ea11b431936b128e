import { SystemMetricsService } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { SystemInformationAdapter } from '@bot-metrics/system';

const backend = new PrometheusMetricsBackend({ listen: false });
const system = new SystemMetricsService(backend, new SystemInformationAdapter());
// In a service: system.start(15).
await system.collect();
console.log(await backend.getMetricsOutput());
