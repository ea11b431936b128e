import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** One connection that is kept open from one request to the next. */
export function keepAliveAgent(url: string): HttpAgent {
  const options = { keepAlive: true, maxSockets: 1 };
  return url.startsWith('https:') ? new HttpsAgent(options) : new HttpAgent(options);
}
