export { type Auth, type Authorization, authorization, authProblems } from './authorization.ts';
export { MetricsServer, type MetricsServerOptions, type RequestHandler } from './metrics-server.ts';
export type { TlsOptions } from './options.ts';
