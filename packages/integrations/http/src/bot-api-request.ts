const BOT_API_HOST = 'api.telegram.org';
/** `/bot<id>:<secret>/…` and `/file/bot<id>:<secret>/…`, also under a proxy's prefix. */
const botPath = /\/bot\d+:[^/]+\//;

/**
 * Whether a request goes to the Telegram Bot API, on Telegram's host or on a self-hosted server. The Telegram integration
 * measures these requests, and their path contains the token.
 */
export function isBotApiRequest(host: string, path: string): boolean {
  return host === BOT_API_HOST || botPath.test(path);
}
