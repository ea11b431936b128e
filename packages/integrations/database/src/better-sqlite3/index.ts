export { instrumentBetterSqlite3, type SqliteDatabase, type SqliteStatement } from './instrument-better-sqlite3.ts';
