import { BotMetricsError, type Scheduler, systemScheduler } from '@bot-metrics/core';
import {
  type BackendFeatures,
  hasSeries,
  type Metric,
  type MetricFamily,
  PushBackend,
  type PushOptions,
  type Snapshot,
  withinDeadline,
} from '@bot-metrics/core/backend';
import { type Change, type MemoryReceiver, PauseRequest, readAnswer, TAKEN } from './memory-receiver.ts';

const TIMEOUT_SECONDS = 1;
const MAX_PAUSE_SECONDS = 300;

/** A correct backend. Each broken one changes one thing about it. */
export class MemoryBackend extends PushBackend {
  readonly features: BackendFeatures = { temporality: 'delta', delivery: 'acknowledged', histograms: true };
  protected readonly receiver: MemoryReceiver;
  /** How much of an answer is read. */
  protected readonly maxParts: number = 1;
  readonly #scheduler: Scheduler;
  /** Monotonic seconds before which the receiver wants no request. */
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(receiver: MemoryReceiver, options: PushOptions) {
    super('memory', options, { intervalSeconds: 10, deadlineSeconds: 5 });
    this.receiver = receiver;
    this.#scheduler = options.scheduler ?? systemScheduler;
  }

  async getMetricsOutput(): Promise<string> {
    const snapshot = await this.reader.collect();
    const output = JSON.stringify(this.listChanges(snapshot));
    snapshot.release();
    return output;
  }

  getContentType(): string {
    return 'application/json';
  }

  protected async exportOnce(): Promise<void> {
    const snapshot = await this.reader.collect();
    try {
      if (this.clock.monotonicSeconds() < this.#notBefore) throw new Error('the receiver asked for a pause');
      await this.send(this.listChanges(snapshot));
    } catch (error) {
      if (error instanceof PauseRequest) {
        this.#notBefore = this.clock.monotonicSeconds() + this.pauseSeconds(error.seconds);
      }
      this.failed(snapshot);
      const message = `no export: ${String(error)}`;
      this.outage.failed(message);
      throw new BotMetricsError('export_failed', `backend "${this.name}": ${message}`);
    }
    this.delivered(snapshot);
    this.outage.recovered();
  }

  protected send(changes: readonly Change[]): Promise<void> {
    return withinDeadline('an export', TIMEOUT_SECONDS, this.#scheduler, async () => {
      this.check(await readAnswer(this.receiver.take(changes), this.maxParts));
    });
  }

  /** Throws for an answer that the receiver does not give. */
  protected check(answer: string): void {
    if (answer !== TAKEN) throw new Error(`the receiver answered ${answer}`);
  }

  /** How long it keeps a pause that the receiver asks for. */
  protected pauseSeconds(asked: number): number {
    return Math.min(asked, MAX_PAUSE_SECONDS);
  }

  protected delivered(snapshot: Snapshot): void {
    snapshot.acknowledge();
  }

  protected failed(snapshot: Snapshot): void {
    snapshot.release();
  }

  protected override close(): void {}

  protected listChanges(snapshot: Snapshot): Change[] {
    return snapshot.families.flatMap((family) => this.#changesIn(family));
  }

  protected labelsOf(metric: Metric, slot: number): Record<string, string> {
    return Object.fromEntries(metric.labelsOf(slot));
  }

  #changesIn(family: MetricFamily): Change[] {
    const changes: Change[] = [];
    const { definition } = family.metric;
    // Receivers show the total of an up-down counter.
    const kind = definition.type === 'upDownCounter' ? 'gauge' : family.kind;
    for (let slot = 0; slot < family.slots; slot++) {
      if (!hasSeries(family, slot, this.features.temporality)) continue;
      const totals = readValues(family);
      const labels = this.labelsOf(family.metric, slot);
      changes.push({ kind, name: definition.name, labels, value: totals[slot]!, count: family.counts[slot]! });
    }
    return changes;
  }
}

function readValues(family: MetricFamily): Float64Array {
  return family.kind === 'histogram' ? family.sums : family.values;
}
