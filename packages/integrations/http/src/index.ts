export { HTTP_ROUTE } from './http-route.ts';
export { type HttpServerOptions, instrumentHttpServer } from './instrument-http-server.ts';
