/** Reads a connection pool. */
export interface DatabaseMetricsPort {
  /** Connections in use. */
  getActiveConnections(): Promise<number>;
  getIdleConnections(): Promise<number>;
  /** The most connections that the pool opens. */
  getPoolSize(): Promise<number>;
  /** Requests that wait for a connection. */
  getWaitingRequests?(): Promise<number>;
}
