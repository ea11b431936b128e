export { instrumentMysql2 } from './instrument-mysql2.ts';
