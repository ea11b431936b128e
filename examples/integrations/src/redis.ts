// Needs Redis: REDIS_PORT.
import { MetricsCollectorService } from '@bot-metrics/core';
import { instrumentRedis } from '@bot-metrics/database/redis';
import { PrometheusMetricsBackend } from '@bot-metrics/prometheus';
import { Redis } from 'ioredis';

const backend = new PrometheusMetricsBackend({ listen: false });
const collector = new MetricsCollectorService(backend);

instrumentRedis(collector);
const redis = new Redis(Number(process.env.REDIS_PORT ?? 6379));
await redis.set('greeting', 'hello');
await redis.quit();
console.log(await backend.getMetricsOutput());
