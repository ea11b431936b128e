// Preloaded into a bot that knows nothing of it: what goes to api.telegram.org goes to the server that BOT_API_ROOT names.
import http from 'node:http';
import https from 'node:https';

const { request } = https;
const { hostname, port } = new URL(process.env.BOT_API_ROOT);

https.request = (options, ...rest) =>
  options.hostname === 'api.telegram.org'
    ? http.request({ ...options, protocol: 'http:', hostname, host: hostname, port, agent: undefined }, ...rest)
    : request(options, ...rest);
