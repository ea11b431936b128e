export { instrumentRedis } from './instrument-redis.ts';
