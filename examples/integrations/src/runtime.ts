import { Metrics } from '@bot-metrics/core';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { NodeRuntimeMetrics } from '@bot-metrics/system';

const backend = new PrometheusMetricsBackend({ listen: false });
const runtime = new NodeRuntimeMetrics(new Metrics(backend));
runtime.start();
console.log(await backend.getMetricsOutput());
runtime.stop();
