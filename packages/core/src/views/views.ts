import { BotMetricsError } from '../bot-metrics-error.ts';
import type { MetricDefinition } from '../definition/metric-definition.ts';
import { type LabelSchema, labelNames } from '../labels/label-schema.ts';
import { checkViews } from './check-views.ts';
import { labelFate, mappedValue } from './label-fate.ts';
import { matchesPattern } from './pattern.ts';
import type { GaugeMerge, LabelView, View } from './view.ts';

/** Labels of a series, empty ones left out. */
export type LabelPairs = readonly (readonly [name: string, value: string])[];

/** What one backend sees of one metric. */
export interface SeenMetric {
  readonly definition: MetricDefinition;
  /** The labels of a series as the backend sees them; `undefined` where they are those of the record. */
  readonly labels: ((pairs: LabelPairs) => LabelPairs) | undefined;
  readonly merge: GaugeMerge;
}

/** What a backend makes of a metric by itself, after the views of the store: `undefined` where nothing. */
export type ViewOf = (definition: MetricDefinition) => View | undefined;

/** The views of a store, in the order of their declaration. */
export class Views {
  readonly #views: readonly View[];

  /** @throws BotMetricsError `invalid_configuration`, with every problem */
  constructor(views: readonly View[] = []) {
    checkViews(views);
    this.#views = [...views];
  }

  /** Throws `invalid_definition` if `backend` sees one of `known` under the name under which it would see `definition`. */
  checkName(definition: MetricDefinition, known: Iterable<MetricDefinition>, backend: string): void {
    const seen = this.of(definition, backend)?.definition.name;
    if (seen === undefined || !this.#views.some(({ name }) => name !== undefined)) return;
    for (const other of known) {
      if (this.of(other, backend)?.definition.name !== seen) continue;
      const both = `metrics "${other.name}" and "${definition.name}"`;
      throw new BotMetricsError('invalid_definition', `views give ${both} one name at backend "${backend}": "${seen}"`);
    }
  }

  /**
   * What a backend sees of a metric, `undefined` if nothing.
   * @param viewOf what it makes of it by itself
   * @throws BotMetricsError `invalid_definition` where two labels would get one name, or gauges be merged without a rule
   */
  of(definition: MetricDefinition, backend: string, viewOf?: ViewOf): SeenMetric | undefined {
    const views = this.#views.filter(
      ({ metric, backends }) =>
        matchesPattern(metric, definition.name) && (backends === undefined || backends.includes(backend)),
    );
    if (last(views, 'enabled') === false) return undefined;
    const own = viewOf?.(definition);
    if (own !== undefined) views.push(own);
    const relabelled = views.flatMap(({ labels = [] }) => labels);
    const merge = last(views, 'merge');
    const seen = { ...definition, name: last(views, 'name') ?? definition.name };
    const buckets = definition.type === 'histogram' ? last(views, 'buckets') : undefined;
    const labels = relabelled.length === 0 ? definition.labels : seenLabels(definition, relabelled, backend, merge);
    return {
      definition: { ...seen, ...(buckets && { buckets }), ...(labels && { labels }) },
      labels: relabelled.length === 0 ? undefined : relabelling(relabelled),
      merge: merge ?? 'last',
    };
  }
}

/** What the last view says that says something about it. */
function last<K extends keyof View>(views: readonly View[], key: K): View[K] | undefined {
  return views.findLast((view) => view[key] !== undefined)?.[key];
}

function seenLabels(
  { name, type, labels = [] }: MetricDefinition,
  views: readonly LabelView[],
  backend: string,
  merge: GaugeMerge | undefined,
): LabelSchema {
  const fates = labelNames(labels).map((label) => labelFate(label, views));
  const names = fates.flatMap((fate) => fate?.name ?? []);
  const twice = names.find((label, i) => names.indexOf(label) !== i);
  const subject = `the views of metric "${name}" for backend "${backend}"`;
  if (twice !== undefined) {
    throw new BotMetricsError('invalid_definition', `${subject} give two labels the name "${twice}"`);
  }
  if (type === 'gauge' && merge === undefined && fates.some((fate) => fate === undefined || fate.maps.length > 0)) {
    const remedy = 'a gauge has no natural total, so say merge: "sum", "max", "min" or "last"';
    throw new BotMetricsError('invalid_definition', `${subject} bring series together; ${remedy}`);
  }
  // What values a label can have is known as long as none is mapped.
  if (isNameList(labels) || fates.some((fate) => fate !== undefined && fate.maps.length > 0)) return names;
  return Object.fromEntries(
    fates.flatMap((fate, i) => (fate === undefined ? [] : [[fate.name, Object.values(labels)[i]!]])),
  );
}

function isNameList(labels: LabelSchema): labels is readonly string[] {
  return Array.isArray(labels);
}

function relabelling(views: readonly LabelView[]): (pairs: LabelPairs) => LabelPairs {
  return (pairs) =>
    pairs.flatMap(([label, value]) => {
      const fate = labelFate(label, views);
      return fate === undefined ? [] : [[fate.name, mappedValue(value, fate.maps)] as const];
    });
}
