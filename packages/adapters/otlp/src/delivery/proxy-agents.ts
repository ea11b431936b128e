import type { Agent, AgentOptions, OutgoingHttpHeaders } from 'node:http';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { TlsMaterial } from '../tls.ts';

/** The proxy connects to the receiver and sees neither what is sent nor to which path. */
export function tunnelAgent(proxy: URL, options: AgentOptions, tls: TlsMaterial | undefined): Agent {
  const { address, headers } = withoutCredentials(proxy);
  return new TunnelAgent(address, { ...options, headers }, tls);
}

/** The proxy sends the request on, for receivers without TLS. */
export function forwardingAgent(proxy: URL, options: AgentOptions): Agent {
  const { address, headers } = withoutCredentials(proxy);
  return new HttpProxyAgent(address, { ...options, headers });
}

/** `HttpsProxyAgent` uses its own certificates for a proxy that speaks TLS, not for what is behind it. */
class TunnelAgent extends HttpsProxyAgent<string> {
  readonly #tls: TlsMaterial | undefined;

  constructor(
    proxy: URL,
    options: ConstructorParameters<typeof HttpsProxyAgent<string>>[1],
    tls: TlsMaterial | undefined,
  ) {
    super(proxy, options);
    this.#tls = tls;
  }

  override connect(...[request, options]: Parameters<HttpsProxyAgent<string>['connect']>) {
    return super.connect(request, { ...options, ...this.#tls });
  }
}

/** The agents print their proxy's URL when `DEBUG` is set and keep it where it can be inspected. */
function withoutCredentials(proxy: URL): { address: URL; headers: () => OutgoingHttpHeaders } {
  const address = new URL(proxy);
  address.username = '';
  address.password = '';
  if (proxy.username === '' && proxy.password === '') return { address, headers: () => ({}) };
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { address, headers: () => ({ 'proxy-authorization': authorization }) };
}
