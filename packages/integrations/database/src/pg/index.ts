export { instrumentPgPool, type PgPoolOptions } from './instrument-pg-pool.ts';
export { PgDatabaseMetrics } from './pg-database-metrics.ts';
export type { PgClient, PgPool, PgPoolEvent } from './pg-pool.ts';
