import { getProxyForUrl } from 'proxy-from-env';

/**
 * The proxy that `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` name for a URL, with its user and password if it
 * has them. Never one for this machine, where a proxy would look for the receiver at itself.
 */
export function proxyOf(url: string): { readonly proxy?: URL; readonly problems: readonly string[] } {
  if (url === '' || isLoopback(new URL(url).hostname)) return { problems: [] };
  const named = getProxyForUrl(url);
  if (named === '') return { problems: [] };
  const proxy = URL.canParse(named) ? new URL(named) : undefined;
  if (proxy !== undefined && ['http:', 'https:'].includes(proxy.protocol)) return { proxy, problems: [] };
  const shown = proxy === undefined ? 'no URL' : proxy.protocol.slice(0, -1);
  return {
    problems: [
      `proxy: the one that the environment names for this receiver is ${shown}; name an http(s) proxy, or put the receiver into NO_PROXY`,
    ],
  };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
