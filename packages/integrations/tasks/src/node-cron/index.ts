export type { CronContext, CronListener, CronTask } from './cron-task.ts';
export { instrumentNodeCron, type NodeCronOptions } from './instrument-node-cron.ts';
