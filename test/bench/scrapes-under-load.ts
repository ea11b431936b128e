import { totalOf } from './pages.ts';
import { protobuf } from './scraped.ts';
import { startScrapedService } from './scraped-service.ts';

const SERIES = 100_000;
const SCRAPES = 9;

const formats: Record<string, string> = {
  text: 'text/plain;version=0.0.4',
  OpenMetrics: 'application/openmetrics-text;version=1.0.0',
  protobuf,
};

/** What scrapes of 100,000 series cost a service under load: the first one, which renders all labels, and those after it. */
export interface ScrapesUnderLoad {
  readonly format: string;
  readonly stallMilliseconds: { readonly first: number; readonly later: number };
  /** Peak memory as a multiple of the page. */
  readonly pages: { readonly first: number; readonly later: number };
  readonly correct: boolean;
}

export async function scrapesUnderLoad(node: string): Promise<ScrapesUnderLoad[]> {
  const results: ScrapesUnderLoad[] = [];
  for (const [format, accept] of Object.entries(formats)) {
    const service = await startScrapedService(SERIES, node);
    const stalls: number[] = [];
    const peaks: number[] = [];
    let correct = true;
    for (let i = 0; i <= SCRAPES; i++) {
      let page = Buffer.alloc(0);
      const { stallMilliseconds, peakBytes } = await service.costOf(async () => {
        page = Buffer.from(await (await fetch(service.address, { headers: { accept } })).arrayBuffer());
      });
      stalls.push(stallMilliseconds);
      peaks.push(peakBytes / page.length);
      correct &&= totalOf('counter', page) >= SERIES;
    }
    service.stop();
    results.push({ format, stallMilliseconds: firstAndLater(stalls), pages: firstAndLater(peaks), correct });
  }
  return results;
}

function firstAndLater([first = Number.NaN, ...later]: readonly number[]): { first: number; later: number } {
  later.sort((a, b) => a - b);
  return { first, later: later[later.length >> 1] ?? Number.NaN };
}
