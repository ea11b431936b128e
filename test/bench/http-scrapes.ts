import { type ForkedService, forkService } from './forked-service.ts';
import { medianOf } from './median.ts';
import { totalOf } from './pages.ts';
import type { ResultRow } from './rows.ts';

const SERIES = 100_000;
const WARM_UP_SCRAPES = 3;
const ROUNDS = 9;

export const httpScrapeCase = 'text of 100,000 counters, whole scrape over HTTP: CPU';

/** How many times as much the others take at least. */
const goals = { opentelemetry: 15, 'prom-client': 8 };
type Other = keyof typeof goals;

/** What a scrape costs the serving process, the connection included, when every counter has changed since the last one. */
export async function httpScrapes(node: string): Promise<ResultRow[]> {
  const services = new Map<string, Service>();
  for (const library of ['ours', ...Object.keys(goals)]) services.set(library, await Service.start(library, node));
  for (let round = -WARM_UP_SCRAPES; round < ROUNDS; round++) {
    for (const service of services.values()) await service.scrape(round >= 0);
  }
  const ours = services.get('ours')!;
  const rows = (Object.keys(goals) as Other[]).map((library) => {
    const theirs = services.get(library)!;
    return {
      case: httpScrapeCase,
      ours: `${ours.cost.toFixed(1)} ms`,
      against: library,
      theirs: `${theirs.cost.toFixed(1)} ms`,
      ratio: `${(theirs.cost / ours.cost).toFixed(2)}×`,
      goal: `≥ ${goals[library]}×`,
      correct: ours.isCorrect && theirs.isCorrect,
    };
  });
  for (const service of services.values()) service.stop();
  return rows;
}

class Service {
  isCorrect = true;
  readonly #service: ForkedService<string>;
  readonly #costs: number[] = [];
  #scrapes = 0;

  private constructor(service: ForkedService<string>) {
    this.#service = service;
  }

  static async start(library: string, execPath: string): Promise<Service> {
    return new Service(
      await forkService(new URL('counters-service.mjs', import.meta.url), [library, String(SERIES)], {
        execPath,
        execArgv: [],
      }),
    );
  }

  /** Milliseconds of CPU. */
  get cost(): number {
    return medianOf(this.#costs);
  }

  async scrape(counts: boolean): Promise<void> {
    await this.#service.ask('change');
    await this.#service.ask('begin');
    const answer = await fetch(this.#service.first, {
      headers: { accept: 'text/plain;version=0.0.4', 'accept-encoding': 'identity' },
    });
    const page = Buffer.from(await answer.arrayBuffer());
    const cost = await this.#service.ask<number>('cost');
    if (counts) this.#costs.push(cost);
    this.#scrapes += 1;
    this.isCorrect &&= totalOf('counter', page) === SERIES * this.#scrapes;
  }

  stop(): void {
    this.#service.stop();
  }
}
