export { httpMetrics, type KoaContext } from './http-metrics.ts';
