import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { Scheduler } from '@bot-metrics/core';

/** Finds all addresses of a host. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** How long the addresses of a name are used before the name is looked up again; `getaddrinfo` does not report its time to live. */
const FRESH_SECONDS = 60;

/** IPv4 first: `localhost` has two addresses, and most daemons listen on IPv4 only. */
const resolveHost: Resolve = (host) => lookup(host, { all: true, order: 'ipv4first' });

/** The addresses of the daemon's host: which one to use, and whether the name has moved. */
export class Addresses {
  readonly #host: string;
  readonly #scheduler: Scheduler;
  readonly #resolve: Resolve;
  /** Failures so far. Each moves on to the next address. */
  #failures = 0;
  #isStale = false;
  #cancel = (): void => {};

  constructor(host: string, scheduler: Scheduler, resolve: Resolve = resolveHost) {
    this.#host = host;
    this.#scheduler = scheduler;
    this.#resolve = resolve;
  }

  /** The address to connect to. Rejects if the name cannot be resolved. */
  async choose(): Promise<LookupAddress> {
    const addresses = await this.#resolve(this.#host);
    const chosen = addresses[this.#failures % addresses.length];
    if (chosen === undefined) throw new Error(`"${this.#host}" has no address`);
    this.#renew();
    return chosen;
  }

  /** Whether the name no longer has `address`. Looks it up at most once a minute; a failed lookup changes nothing. */
  async hasLost(address: string): Promise<boolean> {
    if (!this.#isStale) return false;
    this.#renew();
    try {
      const addresses = await this.#resolve(this.#host);
      return addresses.length > 0 && !addresses.some((one) => one.address === address);
    } catch {
      // A name server that is down must not stop exports to an address that works.
      return false;
    }
  }

  /** Nobody listens at the chosen address. */
  failed(): void {
    this.#failures += 1;
  }

  close(): void {
    this.#cancel();
  }

  #renew(): void {
    this.#isStale = false;
    this.#cancel();
    this.#cancel = this.#scheduler.after(FRESH_SECONDS, () => {
      this.#isStale = true;
    });
  }
}
