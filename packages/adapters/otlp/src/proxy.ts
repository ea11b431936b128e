import type { Problem } from '@bot-metrics/core/options';
import { getProxyForUrl } from 'proxy-from-env';

/**
 * Finds the proxy for a URL in `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`. It includes any user and password. A URL
 * of this machine has no proxy, because the proxy would look for the receiver on its own machine.
 */
export function findProxy(url: string): URL | undefined {
  const proxy = readProxyFromEnvironment(url);
  return proxy === '' || !URL.canParse(proxy) ? undefined : new URL(proxy);
}

/** Finds a proxy that cannot be used. */
export function findProxyProblems(url: string): Problem[] {
  const proxy = readProxyFromEnvironment(url);
  if (proxy === '') return [];
  const scheme = URL.canParse(proxy) ? new URL(proxy).protocol : undefined;
  if (scheme === 'http:' || scheme === 'https:') return [];
  const received = scheme === undefined ? 'no URL' : scheme.slice(0, -1);
  const text = `expected an http or https proxy for this receiver, received ${received} from the environment; correct HTTPS_PROXY or HTTP_PROXY, or add the receiver to NO_PROXY`;
  return [{ path: ['proxy'], text }];
}

function readProxyFromEnvironment(url: string): string {
  return isLoopback(new URL(url).hostname) ? '' : getProxyForUrl(url);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
