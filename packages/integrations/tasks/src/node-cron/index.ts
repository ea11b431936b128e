export type { CronContext, CronListener, CronTask, CronTime } from './cron-task.ts';
export { instrumentNodeCron, type NodeCronOptions } from './instrument-node-cron.ts';
