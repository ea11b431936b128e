export { instrumentTelegraf, type TelegrafOptions } from './instrument-telegraf.ts';
