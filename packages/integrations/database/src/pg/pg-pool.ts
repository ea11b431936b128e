/** What is needed of a `Client` of pg. */
export interface PgClient {
  query: (...args: never[]) => unknown;
}

/** What is needed of a `Pool` of pg, of its JavaScript client and of the native one alike. */
export interface PgPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly max: number };
  connect: (...args: never[]) => unknown;
  on(event: PgPoolEvent, listener: (client: PgClient) => void): unknown;
  removeListener(event: PgPoolEvent, listener: (client: PgClient) => void): unknown;
}

/** Events of a pg pool that are listened to. */
export type PgPoolEvent = 'connect' | 'acquire' | 'release' | 'remove';
