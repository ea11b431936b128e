import type { IncomingMessage, ServerResponse } from 'node:http';
import { type MetricDefinition, systemScheduler } from '@bot-metrics/core';
import { type AttachOptions, type BackendFeatures, type MetricStore, StoreBackend } from '@bot-metrics/core/backend';
import { WarnOnce } from '@bot-metrics/core/delivery';
import { resolveOptions } from '@bot-metrics/core/options';
import { Authorization, HttpServer } from '@bot-metrics/server';
import { OpenTelemetryBridge } from './bridge/open-telemetry-bridge.ts';
import { text } from './formats/text/text.ts';
import { MetricRenderer } from './metric-renderer.ts';
import { ClaimedNames } from './names/claimed-names.ts';
import { createTranslations, type Escaping, type NameTranslation } from './names/name-translation.ts';
import { options as declared, type PrometheusOptions, type PrometheusSettings } from './options.ts';
import { ChunkPool } from './serving/chunk-pool.ts';
import { exposition } from './serving/exposition.ts';
import { Scrape } from './serving/scrape.ts';
import { handleScrape } from './serving/scrape-handler.ts';
import { ScrapeTurns } from './serving/scrape-turns.ts';

/** The default deadline of `shutdown`, which waits for running scrapes. */
const DEADLINE_SECONDS = 5;

/**
 * Serves the metrics over HTTP to Prometheus and compatible scrapers, in the format that the scraper asks for: text, OpenMetrics
 * 1.0 or protobuf.
 */
export class PrometheusMetricsBackend extends StoreBackend {
  override readonly features: BackendFeatures = { temporality: 'cumulative', delivery: 'scraped', histograms: true };
  /**
   * Handles a scrape on the path where it is mounted, for `listen: false`. Never rejects; the promise resolves with the end of
   * the response.
   */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly #settings: PrometheusSettings;
  readonly #renderers: Readonly<Record<Escaping, MetricRenderer>>;
  readonly #pool = new ChunkPool();
  readonly #bridge: OpenTelemetryBridge | undefined;
  readonly #warnings = new WarnOnce(() => this.diagnostics);
  #names: ClaimedNames;
  #opening: Promise<HttpServer> | undefined;
  #server: HttpServer | undefined;
  #closed = false;
  #collecting: { readonly scrape: Promise<Scrape>; readonly timeoutSeconds: number } | undefined;

  /** @throws BotMetricsError `invalid_configuration`, with every problem */
  constructor(options: PrometheusOptions = {}) {
    super('prometheus', options);
    const settings = resolveOptions({ options: declared }, options);
    // With and without a trailing underscore, a prefix is the same.
    this.#settings = { ...settings, prefix: settings.prefix.replace(/_+$/, '') };
    this.#renderers = createRenderers(this.#settings);
    this.#names = new ClaimedNames(this.#settings.prefix);
    const backend = this;
    const { meterProvider, auth } = this.#settings;
    this.#bridge = meterProvider && new OpenTelemetryBridge(meterProvider, () => this.diagnostics);
    const source = {
      name: this.name,
      authorization: auth && new Authorization(auth),
      get closed() {
        return backend.#closed;
      },
      get diagnostics() {
        return backend.diagnostics;
      },
      turns: new ScrapeTurns(systemScheduler),
      warn: (code: string, message: string) => this.#warnings.warn(code, '', message),
      scrape: (timeoutSeconds: number) => this.#sharedScrape(timeoutSeconds),
    };
    this.handler = (request, response) => handleScrape(source, request, response);
  }

  /** The port that it listens on; before `start`, the configured one. */
  get port(): number {
    return this.#server?.port ?? this.#settings.port;
  }

  /** The URL of the page while it listens, such as `http://127.0.0.1:9464/metrics`. */
  get address(): string | undefined {
    return this.#server && `${this.#server.origin}${this.#settings.path}`;
  }

  override attach(store: MetricStore, options?: AttachOptions): () => void {
    this.#names = new ClaimedNames(this.#settings.prefix);
    return super.attach(store, options);
  }

  /** @throws BotMetricsError `port_in_use`, or `invalid_configuration` for an address that is not this host's */
  async start(): Promise<void> {
    this.#closed = false;
    this.reader.resume();
    if (!this.#settings.listen) return;
    const { host, port, path, tls } = this.#settings;
    const routes = new Map([[path, this.handler]]);
    this.#opening ??= HttpServer.open({
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
      // Otherwise it was shut down meanwhile.
      if (this.#opening === opening) this.#server = server;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  /** Does nothing: pending records wait for the next scrape. */
  async flush(): Promise<void> {}

  /** Waits for running scrapes, closes the port, and drops pending records as `unscraped`. */
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

  /** The current page in the text format. Reading it delivers nothing. */
  async getMetricsOutput(): Promise<string> {
    const scrape = (await this.#scrape(Infinity)).share();
    try {
      return (await wholePage(scrape)).toString();
    } finally {
      scrape.release();
    }
  }

  /**
   * Passes the page to `send`, in the text format. Its records count as delivered once `send` resolves. If it rejects, they stay
   * pending and this rejects as well.
   * @param timeoutSeconds the time for everything; half of it, and 5 seconds at most, is for callbacks @default unlimited
   */
  async deliverPage(
    send: (page: Uint8Array<ArrayBuffer>, contentType: string) => Promise<void>,
    timeoutSeconds: number = Infinity,
  ): Promise<void> {
    const scrape = await this.#sharedScrape(timeoutSeconds);
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

  /** Scrapes that arrive during a collection share it, unless it may take longer than they can wait. */
  async #sharedScrape(timeoutSeconds: number): Promise<Scrape> {
    let collecting = this.#collecting;
    if (collecting === undefined || collecting.timeoutSeconds > timeoutSeconds) {
      const scrape = this.#scrape(timeoutSeconds).finally(() => {
        if (this.#collecting?.scrape === scrape) this.#collecting = undefined;
      });
      collecting = { scrape, timeoutSeconds };
      this.#collecting = collecting;
    }
    return (await collecting.scrape).share();
  }

  async #scrape(timeoutSeconds: number): Promise<Scrape> {
    // At the same time, so that a late callback in each of them takes half of the time together. `families` never rejects.
    const bridging = this.#bridge?.families(this.#names, timeoutSeconds);
    const snapshot = await this.reader.collect(timeoutSeconds);
    const bridged = (await bridging) ?? [];
    const families = [...snapshot.families, ...bridged];
    return new Scrape(snapshot, families, this.#names, this.#renderers, this.#pool, {
      duplicate: (metric) => this.#warnOfDuplicate(metric),
      coarse: (metric) => this.#warnOfCoarse(metric),
    });
  }

  #warnOfCoarse(metric: string): void {
    const what = 'has exponential buckets of a scale below -4, which native histograms do not have';
    const remedy = 'only its count and sum are exposed; record it with a finer scale';
    this.#warnings.warn('coarse_histogram', metric, `metric "${metric}" ${what}: ${remedy}`);
  }

  #warnOfDuplicate(metric: string): void {
    const what = 'has several series with the same labels in Prometheus; only the first one is exposed';
    const remedy = 'use label names that differ in letters and digits';
    this.#warnings.warn('duplicate_series', metric, `metric "${metric}" ${what}: ${remedy}`);
  }
}

/** A renderer for each escaping. Escapings with the same translation share one. */
function createRenderers({
  names,
  prefix,
  resource = {},
}: PrometheusSettings): Readonly<Record<Escaping, MetricRenderer>> {
  const known = new Map<NameTranslation, MetricRenderer>();
  const createRenderer = (translation: NameTranslation): MetricRenderer => {
    const renderer = known.get(translation) ?? new MetricRenderer(translation, prefix, resource);
    known.set(translation, renderer);
    return renderer;
  };
  const { underscores, 'allow-utf-8': utf8, dots, values } = createTranslations(names);
  return {
    underscores: createRenderer(underscores),
    'allow-utf-8': createRenderer(utf8),
    dots: createRenderer(dots),
    values: createRenderer(values),
  };
}

async function wholePage(scrape: Scrape): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of exposition(scrape.page('underscores'), text)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
