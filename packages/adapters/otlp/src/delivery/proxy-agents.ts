import type { Agent, AgentOptions, OutgoingHttpHeaders } from 'node:http';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { TlsMaterial } from '../tls.ts';

/** For receivers with TLS: the proxy connects to the receiver, and sees neither the path nor the contents of a request. */
export function createTunnelAgent(proxy: URL, options: AgentOptions, tls: TlsMaterial | undefined): Agent {
  const { address, headers } = separateCredentials(proxy);
  return new TunnelAgent(address, { ...options, headers }, tls);
}

/** For receivers without TLS: the proxy forwards each request. */
export function createForwardingAgent(proxy: URL, options: AgentOptions): Agent {
  const { address, headers } = separateCredentials(proxy);
  return new HttpProxyAgent(address, { ...options, headers });
}

/** `HttpsProxyAgent` applies its TLS options to the proxy. This class applies them to the receiver behind it. */
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

/** Removes user and password from the URL: the agents print it if `DEBUG` is set, and keep it in a property. */
function separateCredentials(proxy: URL): { address: URL; headers: () => OutgoingHttpHeaders } {
  const address = new URL(proxy);
  address.username = '';
  address.password = '';
  if (proxy.username === '' && proxy.password === '') return { address, headers: () => ({}) };
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { address, headers: () => ({ 'proxy-authorization': authorization }) };
}
