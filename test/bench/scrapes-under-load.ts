import { totalOf } from './pages.ts';
import { protobuf } from './scraped.ts';
import { type ScrapedService, startScrapedService } from './scraped-service.ts';

const SERIES = 100_000;
/** Each is scraped once, the last one again and again. */
const SERVICES = 7;
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
    const first: Scraped[] = [];
    const later: Scraped[] = [];
    for (let i = 0; i < SERVICES; i++) {
      const service = await startScrapedService(SERIES, node);
      first.push(await scrape(service, accept));
      const isLast = i === SERVICES - 1;
      for (let j = 0; isLast && j < SCRAPES; j++) later.push(await scrape(service, accept));
      service.stop();
    }
    results.push({
      format,
      stallMilliseconds: { first: median(first, 'stall'), later: median(later, 'stall') },
      pages: { first: median(first, 'pages'), later: median(later, 'pages') },
      correct: [...first, ...later].every(({ correct }) => correct),
    });
  }
  return results;
}

interface Scraped {
  readonly stall: number;
  readonly pages: number;
  readonly correct: boolean;
}

async function scrape(service: ScrapedService, accept: string): Promise<Scraped> {
  let page = Buffer.alloc(0);
  const { stallMilliseconds, peakBytes } = await service.costOf(async () => {
    page = Buffer.from(await (await fetch(service.address, { headers: { accept } })).arrayBuffer());
  });
  const correct = totalOf('counter', page) >= SERIES;
  return { stall: stallMilliseconds, pages: peakBytes / page.length, correct };
}

function median(scrapes: readonly Scraped[], figure: 'stall' | 'pages'): number {
  const sorted = scrapes.map((each) => each[figure]).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
