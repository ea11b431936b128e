export type { ClientRequest } from './client-requests.ts';
export { HTTP_ROUTE } from './http-route.ts';
export { type HttpClientOptions, instrumentHttpClient } from './instrument-http-client.ts';
export { type HttpServerOptions, instrumentHttpServer } from './instrument-http-server.ts';
