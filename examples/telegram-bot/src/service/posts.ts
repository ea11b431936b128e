import type { BusinessMetricsPort } from '@bot-metrics/core';
import type { Pool } from 'pg';
import type { Tally } from '../proof/tally.ts';

export interface Post {
  readonly id: number;
  readonly channel_id: number;
  readonly text: string;
}

/** Channels, users and posts in PostgreSQL. */
export class Posts implements BusinessMetricsPort {
  readonly #pool: Pool;
  readonly #tally: Tally;

  constructor(pool: Pool, tally: Tally) {
    this.#pool = pool;
    this.#tally = tally;
  }

  async createTables(): Promise<void> {
    await this.#query('CREATE TABLE IF NOT EXISTS users (id bigint PRIMARY KEY)');
    await this.#query('CREATE TABLE IF NOT EXISTS channels (id int PRIMARY KEY, title text NOT NULL)');
    await this.#query(
      'CREATE TABLE IF NOT EXISTS posts (id serial PRIMARY KEY, channel_id int NOT NULL, text text NOT NULL, sent_at timestamptz)',
    );
    await this.#query(
      "INSERT INTO channels VALUES (1, 'News'), (2, 'Weather'), (3, 'Chess') ON CONFLICT (id) DO NOTHING",
    );
  }

  async addUser(id: number): Promise<void> {
    await this.#query('INSERT INTO users VALUES ($1) ON CONFLICT DO NOTHING', [id]);
  }

  async schedule(channelId: number, text: string): Promise<void> {
    await this.#query('INSERT INTO posts (channel_id, text) VALUES ($1, $2)', [channelId, text]);
  }

  channels(): Promise<readonly { id: number; title: string }[]> {
    return this.#query('SELECT id, title FROM channels ORDER BY id');
  }

  /** Rejects a non-numeric id, as PostgreSQL does. */
  sentIn(channelId: string): Promise<readonly Post[]> {
    return this.#query('SELECT id, channel_id, text FROM posts WHERE channel_id = $1 AND sent_at IS NOT NULL', [
      channelId,
    ]);
  }

  due(): Promise<readonly Post[]> {
    return this.#query('SELECT id, channel_id, text FROM posts WHERE sent_at IS NULL ORDER BY id LIMIT 5');
  }

  async markSent(id: number): Promise<void> {
    await this.#query('UPDATE posts SET sent_at = now() WHERE id = $1', [id]);
  }

  async ping(): Promise<void> {
    await this.#query('SELECT 1');
  }

  countChannels(): Promise<number> {
    return this.#count('SELECT count(*) FROM channels');
  }

  countUsers(): Promise<number> {
    return this.#count('SELECT count(*) FROM users');
  }

  countScheduledPosts(): Promise<number> {
    return this.#count('SELECT count(*) FROM posts WHERE sent_at IS NULL');
  }

  async #count(sql: string): Promise<number> {
    const rows = await this.#query<{ count: string }>(sql);
    return Number(rows[0]?.count);
  }

  async #query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    this.#tally.count('db.client.operation.duration');
    const { rows } = await this.#pool.query<Row>(sql, [...values]);
    return rows;
  }
}
