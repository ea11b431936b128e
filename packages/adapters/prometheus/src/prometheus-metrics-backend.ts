import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type AttachOptions,
  type BackendFeatures,
  type MetricDefinition,
  type MetricStore,
  StoreBackend,
} from '@bot-metrics/core';
import { authorization } from './authorization.ts';
import { OpenTelemetryBridge } from './bridge/open-telemetry-bridge.ts';
import { ChunkPool } from './chunk-pool.ts';
import type { Escaping } from './escaping.ts';
import { ExposedNames } from './exposed-names.ts';
import { exposition } from './exposition.ts';
import { Exposure } from './exposure.ts';
import { text } from './formats/text.ts';
import { MetricsServer } from './metrics-server.ts';
import { type PrometheusOptions, type PrometheusSettings, settingsOf } from './options.ts';
import { Scrape } from './scrape.ts';
import { handleScrape } from './scrape-handler.ts';
import { type Spelling, spellings } from './spelling.ts';

/** How long `shutdown` waits for running scrapes, unless told otherwise. */
const DEADLINE_SECONDS = 5;

/**
 * Lets Prometheus and its like read the metrics over HTTP, in the text format or in OpenMetrics 1.0, whichever the scraper
 * asks for.
 */
export class PrometheusMetricsBackend extends StoreBackend {
  override readonly features: BackendFeatures = { temporality: 'cumulative', delivery: 'scraped', histograms: true };
  /**
   * Answers a scrape on whatever path it is mounted, for `listen: false`. Never rejects; the promise ends with the answer.
   */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly #settings: PrometheusSettings;
  readonly #exposures: Readonly<Record<Escaping, Exposure>>;
  readonly #pool = new ChunkPool();
  readonly #bridge: OpenTelemetryBridge | undefined;
  #names: ExposedNames;
  #opening: Promise<MetricsServer> | undefined;
  #server: MetricsServer | undefined;
  #closed = false;
  #collecting: Promise<Scrape> | undefined;
  readonly #reported: Set<string> = new Set();

  /** @throws BotMetricsError `invalid_configuration`, listing every problem */
  constructor(options: PrometheusOptions = {}) {
    super('prometheus', options);
    this.#settings = settingsOf(options);
    this.#exposures = exposures(this.#settings);
    this.#names = new ExposedNames(this.#settings.prefix);
    const backend = this;
    const { meterProvider } = options;
    this.#bridge = meterProvider && new OpenTelemetryBridge(meterProvider, () => this.diagnostics);
    const { auth } = this.#settings;
    const source = {
      name: this.name,
      authorization: auth && authorization(auth),
      get closed() {
        return backend.#closed;
      },
      get diagnostics() {
        return backend.diagnostics;
      },
      scrape: () => this.#sharedScrape(),
    };
    this.handler = (request, response) => handleScrape(source, request, response);
  }

  /** The port that it listens on, or will. */
  get port(): number {
    return this.#server?.port ?? this.#settings.port;
  }

  /** The URL of the page while it listens, such as `http://127.0.0.1:9464/metrics`. */
  get address(): string | undefined {
    return this.#server && `${this.#server.origin}${this.#settings.path}`;
  }

  override attach(store: MetricStore, options?: AttachOptions): () => void {
    this.#names = new ExposedNames(this.#settings.prefix);
    return super.attach(store, options);
  }

  /** @throws BotMetricsError `port_in_use`, or `invalid_configuration` for an address that cannot be listened on */
  async start(): Promise<void> {
    this.#closed = false;
    this.reader.resume();
    if (!this.#settings.listen) return;
    const { host, port, path, tls } = this.#settings;
    const routes = new Map([[path, this.handler]]);
    this.#opening ??= MetricsServer.open({
      host,
      port,
      tls,
      diagnostics: this.diagnostics,
      alternative: ', or set listen: false and mount the handler in your own server',
      routes: () => routes,
    });
    const opening = this.#opening;
    try {
      const server = await opening;
      // Unless it was shut down meanwhile.
      if (this.#opening === opening) this.#server = server;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  /** Does nothing: what is pending waits for the next scrape. */
  async flush(): Promise<void> {}

  /** Lets running scrapes end, closes the port, and drops what nobody has scraped as `unscraped`. */
  async shutdown(deadlineSeconds: number = DEADLINE_SECONDS): Promise<void> {
    this.#closed = true;
    const opening = this.#opening;
    this.#opening = undefined;
    this.#server = undefined;
    await opening?.then(
      (server) => server.close(deadlineSeconds),
      () => {},
    );
    this.reader.abandon('unscraped');
  }

  /** The page as it would be scraped now, in the text format. Reading it delivers nothing. */
  async getMetricsOutput(): Promise<string> {
    const scrape = (await this.#scrape()).share();
    try {
      return (await wholePage(scrape)).toString();
    } finally {
      scrape.release();
    }
  }

  /**
   * Hands the page to `send`, in the text format. Its records count as delivered once that resolves, and stay pending if it
   * rejects; so does this.
   */
  async deliverPage(send: (page: Uint8Array<ArrayBuffer>, contentType: string) => Promise<void>): Promise<void> {
    const scrape = await this.#sharedScrape();
    try {
      await send(await wholePage(scrape), text.contentType);
      scrape.acknowledge();
    } finally {
      scrape.release();
    }
  }

  getContentType(): string {
    return text.contentType;
  }

  protected override get recycles(): boolean {
    return true;
  }

  protected override checkDefinition(definition: MetricDefinition): void {
    this.#names.claim(definition);
  }

  /** Scrapes that come while one is being collected get the same. */
  async #sharedScrape(): Promise<Scrape> {
    this.#collecting ??= this.#scrape().finally(() => {
      this.#collecting = undefined;
    });
    const scrape = await this.#collecting;
    return scrape.share();
  }

  async #scrape(): Promise<Scrape> {
    const bridged = (await this.#bridge?.families(this.#names)) ?? [];
    const snapshot = await this.reader.collect();
    const families = [...snapshot.families, ...bridged];
    return new Scrape(snapshot, families, this.#names, this.#exposures, this.#pool, (metric) =>
      this.#reportLeftOut(metric),
    );
  }

  #reportLeftOut(metric: string): void {
    if (this.#reported.has(metric)) return;
    this.#reported.add(metric);
    this.diagnostics.report({
      code: 'duplicate_series',
      message: `metric "${metric}" has series whose labels Prometheus cannot tell apart; only the first of them is exposed: use label names that differ in letters and digits`,
      severity: 'warn',
    });
  }
}

/** One for each spelling, whichever escapings ask for it. */
function exposures({ names, prefix, resource }: PrometheusSettings): Readonly<Record<Escaping, Exposure>> {
  const made = new Map<Spelling, Exposure>();
  const exposureOf = (spelling: Spelling): Exposure => {
    const known = made.get(spelling) ?? new Exposure(spelling, prefix, resource);
    made.set(spelling, known);
    return known;
  };
  const { underscores, 'allow-utf-8': utf8, dots, values } = spellings(names);
  return {
    underscores: exposureOf(underscores),
    'allow-utf-8': exposureOf(utf8),
    dots: exposureOf(dots),
    values: exposureOf(values),
  };
}

async function wholePage(scrape: Scrape): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of exposition(scrape.page('underscores'), text)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
