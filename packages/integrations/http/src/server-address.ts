import { isIPv6 } from 'node:net';

/** A process has few hosts, and parsing costs more than everything else that a client request does here. */
const MAX_CACHED = 100;
const byHost = new Map<string, string>();

/** One spelling for each host, without a port: lower case, IPv6 compressed and without brackets, as in the semantic conventions. */
export function serverAddress(host: string): string {
  const known = byHost.get(host);
  if (known !== undefined) return known;
  const address = normalize(host);
  if (byHost.size < MAX_CACHED) byHost.set(host, address);
  return address;
}

function normalize(host: string): string {
  const url = `http://${isIPv6(host) ? `[${host}]` : host}`;
  // A zone, `fe80::1%eth0`, is not valid in a URL.
  const name = URL.canParse(url) ? new URL(url).hostname : host.toLowerCase();
  return name.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}
