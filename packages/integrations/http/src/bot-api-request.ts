const BOT_API_HOST = 'api.telegram.org';
/** `/bot<id>:<secret>/…` and `/file/bot<id>:<secret>/…`, also under a proxy's prefix. */
const botPath = /\/bot\d+:[^/]+\//;

/**
 * Whether a request goes to the Telegram Bot API, at its own host or at a server that one runs oneself: the Telegram
 * integration measures it, and its path holds the token.
 */
export function isBotApiRequest(host: string, path: string): boolean {
  return host === BOT_API_HOST || botPath.test(path);
}
