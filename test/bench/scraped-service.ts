import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

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
  const script = fileURLToPath(new URL('scraped-service.mjs', import.meta.url));
  // A young generation of the usual size would hold 16 MB and more of garbage, four pages of 100,000 series.
  const execArgv = ['--expose-gc', '--max-semi-space-size=1'];
  const child = fork(script, [String(series)], { execPath, execArgv });
  const answer = async <T>(): Promise<T> => ((await once(child, 'message')) as [T])[0];
  const ask = <T>(question: string): Promise<T> => {
    child.send(question);
    return answer();
  };
  return {
    address: await answer<string>(),
    heapBytes: () => ask('heap'),
    async costOf(scrape) {
      await ask('begin');
      await scrape();
      return ask('end');
    },
    stop: () => child.kill(),
  };
}
