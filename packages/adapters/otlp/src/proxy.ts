import type { Problem } from '@bot-metrics/core/options';
import { getProxyForUrl } from 'proxy-from-env';

/**
 * The proxy that `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` name for a URL, with any user and password. A URL
 * of this machine has none: the proxy would look for the receiver on its own machine.
 */
export function findProxy(url: string): URL | undefined {
  const named = proxyFromEnvironment(url);
  return named === '' || !URL.canParse(named) ? undefined : new URL(named);
}

/** Finds a proxy that cannot be used. */
export function proxyProblems(url: string): Problem[] {
  const named = proxyFromEnvironment(url);
  if (named === '') return [];
  const scheme = URL.canParse(named) ? new URL(named).protocol : undefined;
  if (scheme === 'http:' || scheme === 'https:') return [];
  const received = scheme === undefined ? 'no URL' : scheme.slice(0, -1);
  const text = `expected an http or https proxy for this receiver, received ${received} from the environment; correct HTTPS_PROXY or HTTP_PROXY, or add the receiver to NO_PROXY`;
  return [{ path: ['proxy'], text }];
}

function proxyFromEnvironment(url: string): string {
  return isLoopback(new URL(url).hostname) ? '' : getProxyForUrl(url);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
