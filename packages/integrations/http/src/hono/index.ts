export { type HonoContext, httpMetrics } from './http-metrics.ts';
