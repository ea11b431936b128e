// Preloaded into the bot: redirects requests for api.telegram.org to the server in BOT_API_ROOT.
import http from 'node:http';
import https from 'node:https';

const { request } = https;
const { hostname, port } = new URL(process.env.BOT_API_ROOT);

https.request = (options, ...rest) =>
  options.hostname === 'api.telegram.org'
    ? http.request({ ...options, protocol: 'http:', hostname, host: hostname, port, agent: undefined }, ...rest)
    : request(options, ...rest);
