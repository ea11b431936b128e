/** The port on which the CloudWatch agent takes Embedded Metric Format. */
const DEFAULT_PORT = 25_888;
const EXAMPLE = `tcp://127.0.0.1:${DEFAULT_PORT}`;

/** Where the CloudWatch agent listens. */
export interface AgentAddress {
  readonly host: string;
  readonly port: number;
}

export function addressOf({ hostname, port }: URL): AgentAddress {
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? DEFAULT_PORT : Number(port) };
}

export function agentProblems(agent: unknown): string[] {
  if (agent === undefined) return [];
  const url = typeof agent === 'string' && URL.canParse(agent) ? new URL(agent) : undefined;
  const isAddress =
    url !== undefined &&
    ['tcp:', 'udp:'].includes(url.protocol) &&
    url.hostname !== '' &&
    url.username === '' &&
    ['', '/'].includes(url.pathname);
  return isAddress ? [] : [`agent: ${JSON.stringify(agent)} is no address; write one such as "${EXAMPLE}"`];
}
