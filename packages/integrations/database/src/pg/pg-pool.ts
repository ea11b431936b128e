/** The part of a pg `Client` that is used. */
export interface PgClient {
  query: (...args: never[]) => unknown;
}

/** The part of a pg `Pool` that is used, common to the JavaScript and the native client. */
export interface PgPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max: number };
  connect: (...args: never[]) => unknown;
  on(event: PgPoolEvent, listener: (client: PgClient) => void): unknown;
  removeListener(event: PgPoolEvent, listener: (client: PgClient) => void): unknown;
}

/** The pg pool events that are used. */
export type PgPoolEvent = 'connect' | 'acquire' | 'release' | 'remove';
