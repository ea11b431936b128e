export { instrumentNodeTelegramBotApi, type NodeTelegramBotApiOptions } from './instrument-node-telegram-bot-api.ts';
