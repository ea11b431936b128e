import { MetricsCollectorService } from '@bot-metrics/core';
import { instrumentBetterSqlite3 } from '@bot-metrics/database/better-sqlite3';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import Database from 'better-sqlite3';

const backend = new PrometheusMetricsBackend({ listen: false });
const collector = new MetricsCollectorService(backend);

const database = new Database(':memory:');
instrumentBetterSqlite3(database, collector);
database.exec('CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)');
database.prepare('INSERT INTO users (name) VALUES (?)').run('Ada');
console.log(await backend.getMetricsOutput());
