import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { TlsMaterial } from '../tls.ts';

export interface AgentOptions {
  readonly url: string;
  readonly tls: TlsMaterial | undefined;
  /** With its user and password, if it has them. */
  readonly proxy: URL | undefined;
}

/** One connection that is kept open from one request to the next. The code for proxies is loaded where there is one. */
export async function agentFor({ url, tls, proxy }: AgentOptions): Promise<HttpAgent> {
  const options = { keepAlive: true, maxSockets: 1 };
  const isHttps = url.startsWith('https:');
  if (proxy === undefined) return isHttps ? new HttpsAgent({ ...options, ...tls }) : new HttpAgent(options);
  const { forwardingAgent, tunnelAgent } = await import('./proxy-agents.ts');
  return isHttps ? tunnelAgent(proxy, options, tls) : forwardingAgent(proxy, options);
}
