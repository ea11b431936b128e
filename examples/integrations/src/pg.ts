// Needs PostgreSQL: PGHOST, PGPORT, PGUSER, …
import { MetricsCollectorService } from '@bot-metrics/core';
import { instrumentPgPool } from '@bot-metrics/database/pg';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { Pool } from 'pg';

const backend = new PrometheusMetricsBackend({ listen: false });
const collector = new MetricsCollectorService(backend);

const pool = new Pool();
instrumentPgPool(pool, collector, { poolName: 'main' });
await pool.query('SELECT 1');
await pool.end();
console.log(await backend.getMetricsOutput());
