// Needs MySQL or MariaDB: MYSQL_PORT.
import { MetricsCollectorService } from '@bot-metrics/core';
import { instrumentMysql2 } from '@bot-metrics/database/mysql2';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { createPool } from 'mysql2/promise';

const backend = new PrometheusMetricsBackend({ listen: false });
instrumentMysql2(new MetricsCollectorService(backend));

const pool = createPool({ host: '127.0.0.1', port: Number(process.env.MYSQL_PORT ?? 3306), user: 'root' });
await pool.query('SELECT 1');
await pool.end();
console.log(await backend.getMetricsOutput());
