import { BotMetricsError } from '../bot-metrics-error.ts';
import { checkDefinition, MAX_NAME_LENGTH } from '../definition/check-definition.ts';
import type { MetricDefinition, MetricType } from '../definition/metric-definition.ts';
import type { Labels } from '../labels/label-schema.ts';
import { cutText } from '../labels/record-labels.ts';
import type { DropReason } from '../snapshot/account.ts';
import type { WritableMetric } from './metrics/create-metric.ts';
import { MAX_OPEN_LABELS } from './metrics/metric-labels.ts';
import type { StoreLimits } from './store-limits.ts';

/** Names whose refusal is reported: a caller may make them from data. */
const MAX_REPORTED = 10;

/** What defining needs from the store. */
interface DefiningContext {
  add(definition: MetricDefinition): WritableMetric;
  /** Counts a record that has no metric. */
  drop(reason: DropReason): void;
  /** Reports a diagnostic, once per code and subject. */
  warn(code: string, subject: string, message: string): void;
}

/** Defines metrics by their first record, up to a limit: their names may come from data. */
export class DefinitionsByUse {
  readonly #limits: Required<StoreLimits>;
  readonly #context: DefiningContext;
  #defined = 0;
  readonly #reported = new Set<string>();

  constructor(limits: Required<StoreLimits>, context: DefiningContext) {
    this.#limits = limits;
    this.#context = context;
  }

  /** The new metric; `undefined` for a record that is counted as dropped. */
  define(name: string, type: MetricType, labels: Labels | null): WritableMetric | undefined {
    const { maxMetrics, maxLabelLength } = this.#limits;
    if (this.#defined >= maxMetrics) {
      this.#context.drop('cardinality');
      const what = `records have defined ${maxMetrics} metrics; records of further names are dropped`;
      this.#context.warn('too_many_metrics', '', `${what}: move what varies into a label, or raise maxMetrics`);
      return undefined;
    }
    try {
      const names = Object.keys(labels ?? {}).filter((label) => label !== '' && label.length <= maxLabelLength);
      const definition = { name, type, labels: names.slice(0, MAX_OPEN_LABELS) };
      checkDefinition(definition);
      const metric = this.#context.add(definition);
      this.#defined += 1;
      return metric;
    } catch (error) {
      this.#context.drop('invalid');
      const reason = error instanceof BotMetricsError ? error.message : 'the name or labels cannot be read';
      this.#report(typeof name === 'string' ? cutText(name, MAX_NAME_LENGTH) : typeof name, reason);
      return undefined;
    }
  }

  #report(subject: string, reason: string): void {
    if (this.#reported.has(subject) || this.#reported.size >= MAX_REPORTED) return;
    this.#reported.add(subject);
    this.#context.warn('invalid_record', subject, `a record was dropped: ${reason}`);
  }
}
