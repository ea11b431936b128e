/** The address of a test server. Only loopback addresses are accepted. */
export interface LoopbackAddress {
  /** `localhost`, `::1` or an address in 127.0.0.0/8. @default '127.0.0.1' */
  readonly host?: string;
  /** @default 0: a free port */
  readonly port?: number;
}

/** Throws a `RangeError` for a host that other machines could reach. */
export function loopbackHost(address: LoopbackAddress): string {
  const host = address.host ?? '127.0.0.1';
  if (host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)) return host;
  throw new RangeError(`host: "${host}" must be a loopback address such as 127.0.0.1 or ::1`);
}
