import type { BackendFeatures, PushOptions, SeriesRange, Snapshot } from '@bot-metrics/core/backend';
import {
  type Batch,
  bodyText,
  DeliveringBackend,
  describeAnswer,
  isAcknowledgement,
  mediaType,
  type Outcome,
  readBody,
  reasonIn,
  retryAfterSeconds,
  seriesOf,
  wholeRanges,
} from '@bot-metrics/core/delivery';

export interface HttpJsonOptions extends PushOptions {
  /** Where batches are posted. */
  readonly url: string;
}

/** Posts what changed every 10 seconds, as JSON arrays of at most 1000 series. A 2xx without a body confirms a batch. */
export class HttpJsonBackend extends DeliveringBackend<string> {
  readonly features: BackendFeatures = { temporality: 'delta', delivery: 'acknowledged', histograms: true };
  readonly #url: string;

  constructor({ url, ...options }: HttpJsonOptions) {
    super('http-json', options, { intervalSeconds: 10, timeoutSeconds: 5 });
    this.#url = url;
  }

  getContentType(): string {
    return 'application/json';
  }

  protected override get destination(): string {
    return this.#url;
  }

  protected override encode(_snapshot: Snapshot, { ranges }: Batch): string {
    return jsonOf(ranges);
  }

  /**
   * If `fetch` rejects, or something else answers in place of the receiver, the batch may be stored: it is sent again and counts as
   * ambiguous.
   */
  protected override async send(body: string, signal: AbortSignal): Promise<Outcome> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(this.#url, { method: 'POST', headers, body, signal });
    const { ok, status } = response;
    const answer = await readBody(response.body);
    const text = bodyText(answer);
    const type = mediaType(response.headers.get('content-type'));
    if (ok && answer.fault === undefined && isAcknowledgement(text, type)) return { delivered: true };
    const reason = describeAnswer('the receiver', { status }, reasonIn(text));
    const failure = { delivered: false, reason, remedy: 'check the log of the receiver', status } as const;
    if (ok) return { ...failure, remedy: 'check which service listens at the URL', retry: 'resend' };
    if (status < 500 && status !== 429) return { ...failure, retry: 'never' };
    const pauseSeconds = retryAfterSeconds(response.headers.get('retry-after'), this.clock.wallSeconds());
    return { ...failure, retry: 'next-export', ...(pauseSeconds === undefined ? {} : { pauseSeconds }) };
  }

  protected override show({ families }: Snapshot): string {
    return jsonOf(wholeRanges(families));
  }
}

function jsonOf(ranges: readonly SeriesRange[]): string {
  const points = ranges.flatMap(({ family, from, to }) => {
    const { name, type } = family.metric.definition;
    return Array.from(seriesOf(family, from, to), (series) => ({ name, type, ...series }));
  });
  return JSON.stringify(points);
}
