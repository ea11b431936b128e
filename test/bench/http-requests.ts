import { once } from 'node:events';
import { connect } from 'node:net';
import { type ForkedService, forkService } from './forked-service.ts';
import { medianOf } from './median.ts';
import type { ResultRow } from './rows.ts';

const CONNECTIONS = 8;
const WARM_UP_REQUESTS = 12_000;
const REQUESTS = 2000;
const ROUNDS = 9;
/** Processes of each variant, one after another: two runs of the same program differ by more than ours adds. */
const PROCESSES = 5;
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
  const bare: number[] = [];
  const added = new Map<string, number[]>();
  let correct = true;
  for (let process = 0; process < PROCESSES; process++) {
    const libraries = ['none', 'ours', ...against];
    const servers = await Promise.all(libraries.map((library) => Server.start(framework, library, node)));
    for (const server of servers) await server.serve(WARM_UP_REQUESTS);
    // In turn, so that every server meets the same moments of the machine.
    for (let round = 0; round < ROUNDS; round++) {
      const costs: number[] = [];
      for (const server of servers) costs.push(await server.cost());
      bare.push(costs[0]!);
      for (let i = 1; i < costs.length; i++) {
        added.set(libraries[i]!, [...(added.get(libraries[i]!) ?? []), costs[i]! - costs[0]!]);
      }
    }
    for (const server of servers.slice(1)) correct &&= await server.isCorrect();
    for (const server of servers) server.stop();
  }
  const ours = medianOf(added.get('ours')!);
  const rows: ResultRow[] = against.map((library) => {
    const theirs = medianOf(added.get(library)!);
    return {
      case: caseOf(framework),
      ours: microseconds(ours),
      against: others[library],
      theirs: microseconds(theirs),
      ratio: `${(ours / theirs).toFixed(2)}×`,
      goal: library === 'opentelemetry' ? `≤ ${MAX_SHARE}×` : '',
      correct,
    };
  });
  const without = medianOf(bare);
  rows.push({
    case: `HTTP request to ${framework}: whole CPU`,
    ours: microseconds(without + ours),
    against: 'not measured',
    theirs: microseconds(without),
    ratio: `${(1 + ours / without).toFixed(2)}×`,
    goal: '',
    correct,
  });
  return rows;
}

function microseconds(value: number): string {
  return `${value.toFixed(1)} µs`;
}

/** One server in a process of its own. */
class Server {
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

  /** Microseconds of CPU per request. */
  async cost(): Promise<number> {
    await this.#service.ask('begin');
    await this.serve(REQUESTS);
    return (await this.#service.ask<number>('cost')) / REQUESTS;
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
