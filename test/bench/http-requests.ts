import { once } from 'node:events';
import { connect } from 'node:net';
import { type ForkedService, forkService } from './forked-service.ts';
import { medianOf } from './median.ts';
import type { ResultRow } from './rows.ts';

const CONNECTIONS = 8;
const WARM_UP_REQUESTS = 20_000;
const REQUESTS = 4000;
const ROUNDS = 21;
/** How much of what OpenTelemetry adds to a request ours may add. */
const MAX_SHARE = 0.25;

const others = { opentelemetry: 'OTel instrumentation-http', 'express-prom-bundle': 'express-prom-bundle' };
type Other = keyof typeof others;

const frameworks: Readonly<Record<string, readonly Other[]>> = {
  Express: ['opentelemetry', 'express-prom-bundle'],
  Fastify: ['opentelemetry'],
};

export const httpRequestCases: readonly string[] = Object.keys(frameworks).map(caseOf);

function caseOf(framework: string): string {
  return `HTTP request to ${framework}: added CPU`;
}

/** What a whole request costs the serving process, for each library that measures it beyond the bare server. */
export async function httpRequests(node: string, cases: ReadonlySet<string>): Promise<ResultRow[]> {
  const rows: ResultRow[] = [];
  for (const [framework, against] of Object.entries(frameworks)) {
    if (cases.has(caseOf(framework))) rows.push(...(await requestsTo(framework, against, node)));
  }
  return rows;
}

async function requestsTo(framework: string, against: readonly Other[], node: string): Promise<ResultRow[]> {
  const bare = await Server.start(framework, 'none', node);
  const ours = await Server.start(framework, 'ours', node);
  const theirs = await Promise.all(against.map((library) => Server.start(framework, library, node)));
  const servers = [bare, ours, ...theirs];
  for (const server of servers) await server.serve(WARM_UP_REQUESTS);
  // In turn, so that every server meets the same moments of the machine.
  for (let round = 0; round < ROUNDS; round++) for (const server of servers) await server.measure();
  const added = ours.addedTo(bare);
  const oursIsCorrect = await ours.isCorrect();
  const rows = await Promise.all(
    theirs.map(async (server, i) => ({
      case: caseOf(framework),
      ours: microseconds(added),
      against: others[against[i]!],
      theirs: microseconds(server.addedTo(bare)),
      ratio: `${(added / server.addedTo(bare)).toFixed(2)}×`,
      goal: against[i] === 'opentelemetry' ? `≤ ${MAX_SHARE}×` : '',
      correct: oursIsCorrect && (await server.isCorrect()),
    })),
  );
  for (const server of servers) server.stop();
  const total = medianOf(ours.costs);
  const without = medianOf(bare.costs);
  rows.push({
    case: `HTTP request to ${framework}: whole CPU`,
    ours: microseconds(total),
    against: 'not measured',
    theirs: microseconds(without),
    ratio: `${(total / without).toFixed(2)}×`,
    goal: '',
    correct: true,
  });
  return rows;
}

function microseconds(value: number): string {
  return `${value.toFixed(1)} µs`;
}

/** One server in a process of its own. */
class Server {
  /** Microseconds of CPU per request, round by round. */
  readonly costs: number[] = [];
  readonly #service: ForkedService<number>;
  #served = 0;

  private constructor(service: ForkedService<number>) {
    this.#service = service;
  }

  static async start(framework: string, library: string, execPath: string): Promise<Server> {
    return new Server(
      await forkService(new URL('http-service.mjs', import.meta.url), [framework, library], { execPath, execArgv: [] }),
    );
  }

  async measure(): Promise<void> {
    await this.#service.ask('begin');
    await this.serve(REQUESTS);
    this.costs.push((await this.#service.ask<number>('cost')) / REQUESTS);
  }

  /** The median of what a round cost more than the same round of another server. */
  addedTo(other: Server): number {
    return medianOf(this.costs.map((cost, i) => cost - other.costs[i]!));
  }

  async isCorrect(): Promise<boolean> {
    return (await this.#service.ask('count')) === this.#served;
  }

  stop(): void {
    this.#service.stop();
  }

  async serve(requests: number): Promise<void> {
    await Promise.all(Array.from({ length: CONNECTIONS }, () => request(this.#service.first, requests / CONNECTIONS)));
    this.#served += requests;
  }
}

const head = Buffer.from('GET /users/42 HTTP/1.1\r\nHost: localhost\r\n\r\n');

/** Requests over one connection, each when the one before it has been answered. */
async function request(port: number, count: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let left = count;
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
    if (!answer.endsWith('}')) return;
    if (!answer.startsWith('HTTP/1.1 200 ')) socket.destroy(new Error(`unexpected answer: ${answer}`));
    answer = '';
    left -= 1;
    if (left > 0) socket.write(head);
    else socket.end();
  });
  socket.write(head);
  await once(socket, 'close');
}
