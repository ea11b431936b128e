import { forkService } from './forked-service.ts';

/** What a scrape cost the service. */
interface ScrapeCost {
  readonly stallMilliseconds: number;
  readonly peakBytes: number;
}

/** A service under load, in a process of its own, whose page can be scraped. */
export interface ScrapedService {
  readonly address: string;
  /** In use after a collection. */
  heapBytes(): Promise<number>;
  /** What it costs the service that `scrape` runs. */
  costOf(scrape: () => Promise<void>): Promise<ScrapeCost>;
  stop(): void;
}

export async function startScrapedService(
  series: number,
  execPath: string = process.execPath,
): Promise<ScrapedService> {
  // A young generation of the usual size would hold 16 MB and more of garbage, four pages of 100,000 series.
  const execArgv = ['--expose-gc', '--max-semi-space-size=1'];
  const service = await forkService<string>(new URL('scraped-service.mjs', import.meta.url), [String(series)], {
    execPath,
    execArgv,
  });
  return {
    address: service.first,
    heapBytes: () => service.ask('heap'),
    async costOf(scrape) {
      await service.ask('begin');
      await scrape();
      return service.ask('end');
    },
    stop: service.stop,
  };
}
