import { BotMetricsError } from '../bot-metrics-error.ts';
import type { MetricDefinition } from '../definition/metric-definition.ts';
import { type LabelSchema, type LabelValue, labelNames } from '../labels/label-schema.ts';
import { checkViews } from './check-views.ts';
import { mapValue, transformLabel } from './label-transform.ts';
import { type GaugeMerge, type LabelView, matchesPattern, type View } from './view.ts';

/** The labels of a series without the empty ones. */
export type LabelPairs = readonly (readonly [name: string, value: string])[];

/** As `LabelPairs`, with each value in the type of its label, for receivers with typed attributes. */
export type AttributePairs = readonly (readonly [name: string, value: LabelValue])[];

/** One metric as one backend sees it. */
export interface ViewedMetric {
  readonly definition: MetricDefinition;
  /** Transforms the labels of a series; `undefined` where no view changes them. */
  readonly labels: ((pairs: AttributePairs) => AttributePairs) | undefined;
  /**
   * Whether a label has no effect on what the backend sees: views drop it, and a gauge is merged by `last`, because the other rules
   * compare all series. Absent where no view changes labels.
   */
  readonly hides?: (label: string) => boolean;
  readonly merge: GaugeMerge;
}

/** A backend's own view of a metric, applied after the views of the store; `undefined` for no change. */
export type ViewOf = (definition: MetricDefinition) => View | undefined;

/** The views of a store, in the order of their declaration. */
export class Views {
  readonly #views: readonly View[];

  /** @throws BotMetricsError `invalid_configuration`, with every problem */
  constructor(views: readonly View[] = []) {
    checkViews(views);
    this.#views = [...views];
  }

  /**
   * Checks that `backend` sees `definition` under a name that none of `known` has there.
   * @throws BotMetricsError `invalid_definition`
   */
  checkName(definition: MetricDefinition, known: Iterable<MetricDefinition>, backend: string): void {
    const name = this.of(definition, backend)?.definition.name;
    if (name === undefined || !this.#views.some((view) => view.name !== undefined)) return;
    for (const other of known) {
      if (this.of(other, backend)?.definition.name !== name) continue;
      const both = `metrics "${other.name}" and "${definition.name}"`;
      throw new BotMetricsError('invalid_definition', `views give ${both} one name at backend "${backend}": "${name}"`);
    }
  }

  /**
   * Applies the views of a backend to a metric; `undefined` if they hide it.
   * @param viewOf the backend's own view
   * @throws BotMetricsError `invalid_definition` if two labels get one name, or gauges are merged without a rule
   */
  of(definition: MetricDefinition, backend: string, viewOf?: ViewOf): ViewedMetric | undefined {
    const views = this.#select(definition, backend);
    if (findLast(views, 'enabled') === false) return undefined;
    const backendView = viewOf?.(definition);
    if (backendView !== undefined) views.push(backendView);
    const labelViews = views.flatMap(({ labels = [] }) => labels);
    const merge = findLast(views, 'merge');
    const renamed = { ...definition, name: findLast(views, 'name') ?? definition.name };
    const buckets = definition.type === 'histogram' ? findLast(views, 'buckets') : undefined;
    const labels =
      labelViews.length === 0 ? definition.labels : transformSchema(definition, labelViews, backend, merge);
    return {
      definition: { ...renamed, ...(buckets && { buckets }), ...(labels && { labels }) },
      labels: labelViews.length === 0 ? undefined : (pairs) => transformPairs(pairs, labelViews),
      ...(labelViews.length > 0 && { hides: createHides(definition, labelViews, merge) }),
      merge: merge ?? 'last',
    };
  }

  /**
   * Decides which labels of a metric are hidden from every backend, whatever its name and whenever it is added, so that they need
   * not be recorded; `undefined` if there are none.
   */
  hiddenLabels(definition: MetricDefinition): ((label: string) => boolean) | undefined {
    const named = new Set(this.#views.flatMap(({ backends = [] }) => backends));
    // `undefined` is any backend that no view names.
    const hides = [...named, undefined].flatMap((backend) => {
      const views = this.#select(definition, backend);
      const labelViews = views.flatMap(({ labels = [] }) => labels);
      const isShown = findLast(views, 'enabled') !== false;
      return isShown ? [createHides(definition, labelViews, findLast(views, 'merge'))] : [];
    });
    return this.#views.some(({ labels }) => labels !== undefined)
      ? (label) => hides.every((isHidden) => isHidden(label))
      : undefined;
  }

  /**
   * The names of the metrics that may have the same name as `definition` at a backend, so that `checkName` need not be given all of
   * them: a view that renames names one metric.
   */
  findRivals(definition: MetricDefinition, backend: string): string[] {
    const name = this.of(definition, backend)?.definition.name;
    if (name === undefined) return [];
    return [name, ...this.#views.filter((view) => view.name === name).map(({ metric }) => metric)];
  }

  /** The views of a metric that apply to a backend. */
  #select({ name }: MetricDefinition, backend: string | undefined): View[] {
    return this.#views.filter(
      ({ metric, backends }) =>
        matchesPattern(metric, name) && (backends === undefined || backends.some((one) => one === backend)),
    );
  }
}

/** The value of the last view that sets `key`. */
function findLast<K extends keyof View>(views: readonly View[], key: K): View[K] | undefined {
  return views.findLast((view) => view[key] !== undefined)?.[key];
}

function createHides(
  { type }: MetricDefinition,
  views: readonly LabelView[],
  merge: GaugeMerge | undefined,
): (label: string) => boolean {
  const comparesAll = type === 'gauge' && merge !== 'last';
  return (label) => !comparesAll && transformLabel(label, views) === undefined;
}

function transformSchema(
  { name, type, labels = [] }: MetricDefinition,
  views: readonly LabelView[],
  backend: string,
  merge: GaugeMerge | undefined,
): LabelSchema {
  const transforms = labelNames(labels).map((label) => transformLabel(label, views));
  const names = transforms.flatMap((transform) => transform?.name ?? []);
  const duplicate = names.find((label, i) => names.indexOf(label) !== i);
  const subject = `the views of metric "${name}" for backend "${backend}"`;
  if (duplicate !== undefined) {
    throw new BotMetricsError('invalid_definition', `${subject} give two labels the name "${duplicate}"`);
  }
  const isMapped = transforms.some((transform) => transform !== undefined && transform.maps.length > 0);
  if (type === 'gauge' && merge === undefined && (isMapped || transforms.includes(undefined))) {
    const remedy = 'a gauge has no natural total, so set merge to "sum", "max", "min" or "last"';
    throw new BotMetricsError('invalid_definition', `${subject} merge series; ${remedy}`);
  }
  // A mapped label may have values beyond its value set.
  if (isNameList(labels) || isMapped) return names;
  return Object.fromEntries(
    transforms.flatMap((transform, i) =>
      transform === undefined ? [] : [[transform.name, Object.values(labels)[i]!]],
    ),
  );
}

function isNameList(labels: LabelSchema): labels is readonly string[] {
  return Array.isArray(labels);
}

/** A mapped value is text. */
function transformPairs(pairs: AttributePairs, views: readonly LabelView[]): AttributePairs {
  return pairs.flatMap(([label, value]) => {
    const transform = transformLabel(label, views);
    if (transform === undefined) return [];
    const { name, maps } = transform;
    return [[name, maps.length === 0 ? value : mapValue(String(value), maps)] as const];
  });
}
