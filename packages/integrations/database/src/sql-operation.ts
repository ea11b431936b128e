// First words of the SQL commands that applications send to PostgreSQL, MySQL and SQLite.
const operations: ReadonlySet<string> = new Set([
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'MERGE',
  'WITH',
  'VALUES',
  'BEGIN',
  'START',
  'COMMIT',
  'END',
  'ROLLBACK',
  'ABORT',
  'SAVEPOINT',
  'RELEASE',
  'CREATE',
  'ALTER',
  'DROP',
  'TRUNCATE',
  'REFRESH',
  'COPY',
  'CALL',
  'DO',
  'DECLARE',
  'FETCH',
  'CLOSE',
  'LOCK',
  'SET',
  'RESET',
  'SHOW',
  'LISTEN',
  'UNLISTEN',
  'NOTIFY',
  'EXPLAIN',
  'ANALYZE',
  'VACUUM',
  'REPLACE',
  'USE',
  'PRAGMA',
  'ATTACH',
  'DETACH',
  'REINDEX',
]);

// What may precede the first word. Matched one at a time: a repeated alternative would backtrack over comments.
const skipped = /\s+|\(|--[^\n]*|\/\*[\s\S]*?\*\//y;
const word = /[a-z]+/iy;

/**
 * The SQL command that a statement starts with, or `OTHER` if it is not listed. No other part of a statement may become
 * a label.
 */
export function sqlOperation(statement: unknown): string {
  if (typeof statement !== 'string') return 'OTHER';
  skipped.lastIndex = 0;
  do word.lastIndex = skipped.lastIndex;
  while (skipped.test(statement));
  const command = word.exec(statement)?.[0].toUpperCase();
  return command !== undefined && operations.has(command) ? command : 'OTHER';
}
