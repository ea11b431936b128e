/** The port on which the CloudWatch agent accepts Embedded Metric Format. */
const DEFAULT_PORT = 25_888;

/** Where the CloudWatch agent listens. */
export interface AgentAddress {
  readonly host: string;
  readonly port: number;
}

/** Host and port of an agent's URL. */
export function addressOf({ hostname, port }: URL): AgentAddress {
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? DEFAULT_PORT : Number(port) };
}

/** `tcp://HOST:PORT` or `udp://HOST:PORT`, where the port may be missing; no user and no path. */
export const agentAddressPattern = /^(tcp|udp):\/\/(\[[0-9a-f:.]+\]|[^\s/@:[\]?#]+)(:\d{1,5})?\/?$/i;
