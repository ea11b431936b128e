export { type Auth, Authorization, authorizationHeader } from './authorization.ts';
export { HttpServer, type HttpServerOptions, type RequestHandler } from './http-server.ts';
export { authOption, type TlsMaterial, tlsOption } from './options.ts';
