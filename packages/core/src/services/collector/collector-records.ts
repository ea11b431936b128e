import type { DatabasePoolMetrics } from '../database/pool-records.ts';

/** The records of the collector. Each naming records them under its own names. */
export interface CollectorRecords {
  recordHttpRequest(metric: HttpRequestMetric): void;
  recordTelegramApiRequest(metric: TelegramApiMetric): void;
  recordTelegramUpdate(metric: TelegramUpdateMetric): void;
  recordDatabaseQuery(metric: DatabaseQueryMetric): void;
  recordTask(metric: TaskMetric): void;
  updateDatabaseConnections(pool: DatabasePoolMetrics): void;
  updateTaskWorkers(active: number): void;
  setAppInfo(info: AppInfo): void;
}

/** The running application. */
export interface AppInfo {
  readonly version: string;
  readonly environment: string;
}

/** One request that a server handled. */
export interface HttpRequestMetric {
  /** As sent. A non-standard method is recorded as `_OTHER`. */
  readonly method: string;
  /** The route template, `/users/:id`, never a path. Absent for a request without a route. */
  readonly endpoint?: string | undefined;
  /** Absent if the client disconnected before the response. */
  readonly statusCode?: number | undefined;
  /** Seconds. */
  readonly duration: number;
  /** Why it failed: a status of 500 and above, an error name, `client_closed`, `server_closed`. Absent on success. */
  readonly errorType?: string | undefined;
  /** For the application's use; never a sample time. */
  readonly timestamp?: Date;
}

/** One call of the Bot API, or one attempt where the library retries. */
export interface TelegramApiMetric {
  /** `sendMessage`, … Not `getUpdates`, which waits by design. */
  readonly method: string;
  /** `ok`, `400`, `401`, `403`, `404`, `409`, `429`, `other_4xx`, `5xx`, `network`, `aborted` or `webhook_reply`. */
  readonly status: string;
  /** Seconds. */
  readonly duration: number;
  /** For the application's use; never a sample time. */
  readonly timestamp?: Date;
}

/** One update that the bot handled. */
export interface TelegramUpdateMetric {
  /** `message`, `callback_query`, … as in the Bot API's `Update`. */
  readonly updateType: string;
  /** A command or handler name from an allow-list. Never user input. */
  readonly handler?: string;
  /** `ok` or `error`. */
  readonly status: string;
  /** Seconds in the handlers. */
  readonly duration?: number;
  /** Seconds from the date of the update to its handling, if it has a date. */
  readonly lag?: number;
  /** For the application's use; never a sample time. */
  readonly timestamp?: Date;
}

/** One database query. */
export interface DatabaseQueryMetric {
  /** `SELECT`, `INSERT`, … Never the text of the query. */
  readonly operation: string;
  /** `success` or `error`. */
  readonly status: string;
  /** Seconds. */
  readonly duration: number;
  /** `postgresql`, `redis`, … */
  readonly system?: string;
  /** The SQLSTATE class or the error's name. Absent on success. */
  readonly errorType?: string;
  /** For the application's use; never a sample time. */
  readonly timestamp?: Date;
}

/** One run of a task. */
export interface TaskMetric {
  readonly taskName: string;
  /** `success`, `error`, `retry`, … */
  readonly status: string;
  /** Seconds. */
  readonly duration: number;
  readonly queue?: string;
  /** The task runner: `bullmq`, `node-cron`, … */
  readonly system?: string;
  /** The error's name. Absent on success. */
  readonly errorType?: string;
  /** For the application's use; never a sample time. */
  readonly timestamp?: Date;
}
