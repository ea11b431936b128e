/** Where a test server listens. Never outside the machine: an address that is not a loopback one is refused. */
export interface LoopbackAddress {
  /** `localhost`, `::1` or an address in 127.0.0.0/8. @default '127.0.0.1' */
  readonly host?: string;
  /** @default 0: one that is free */
  readonly port?: number;
}

/** Throws a `RangeError` for a host that others could reach. */
export function loopbackHost(address: LoopbackAddress): string {
  const host = address.host ?? '127.0.0.1';
  if (host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)) return host;
  throw new RangeError(`host: "${host}" is not a loopback address; test servers listen on 127.0.0.1 or ::1 only`);
}
