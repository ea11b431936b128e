// Prints what is measured of the better-sqlite3 installed in the given folder.
import { createRequire } from 'node:module';
import { MetricsCollectorService } from '@bot-metrics/core';
import { instrumentBetterSqlite3 } from '@bot-metrics/database/better-sqlite3';
import { RecordingBackend } from '@bot-metrics/testing';

const installed = createRequire(`${process.argv[2]}/package.json`);
const Database = installed('better-sqlite3');
const { version } = installed('better-sqlite3/package.json');

const backend = new RecordingBackend();
const database = new Database(':memory:');
const stop = instrumentBetterSqlite3(database, new MetricsCollectorService(backend));
database.exec('CREATE TABLE users (id INTEGER PRIMARY KEY)');
const insert = database.prepare('INSERT INTO users VALUES (?)');
for (let id = 0; id < 20; id++) insert.run(id);
let thrown;
try {
  insert.run(1);
} catch (error) {
  thrown = error.code;
}
const users = database.prepare('SELECT count(*) FROM users').pluck().get();
stop();
insert.run(99);
database.close();
const operations = backend
  .labelsOf('db.client.operation.duration')
  .map((labels) => [labels['db.operation.name'], labels['error.type']].join(' ').trim());
console.log(JSON.stringify({ node: process.versions.node, version, thrown, users, operations }));
