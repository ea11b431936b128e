import type { LabelValue, View } from '@bot-metrics/core';
import {
  either,
  flag,
  group,
  integer,
  leaf,
  list,
  map,
  oneOf,
  port,
  type ResolvedOptions,
  ready,
  scalar,
  seconds,
  text,
} from '@bot-metrics/core/options';
import { authOption, tlsOption } from '@bot-metrics/server';
import { type ConfigTree, isTree } from '../config-tree.ts';

const names = list(text({ description: '' }), { description: 'A list of names.' });
const scalars = map(scalar({ description: '' }), { description: '' });
const labelFunction = ready(
  { inCode: true, type: '(value: string) => LabelValue | undefined', expected: 'a map or a function', description: '' },
  (value): value is (value: string) => LabelValue | undefined => typeof value === 'function',
);

const buckets = leaf<NonNullable<View['buckets']>, NonNullable<View['buckets']>, { description: string }>(
  { description: 'Other buckets for a histogram.' },
  {
    expected: 'a list of upper bounds, or "exponential"',
    type: "readonly number[] | 'exponential'",
    schema: { anyOf: [{ type: 'array', items: { type: 'number' } }, { const: 'exponential' }] },
    parse: (value) =>
      value === 'exponential' || (Array.isArray(value) && value.every(Number.isFinite))
        ? (value as NonNullable<View['buckets']>)
        : undefined,
  },
);

const view = group(
  {
    metric: text({ description: 'The name in the definition; `*` stands for any characters.', required: true }),
    backends: names,
    enabled: flag({ description: '`false` hides the metric from these backends.' }),
    name: text({ description: 'Another name for the metric.' }),
    labels: group(
      {
        keep: names,
        drop: names,
        map: map(
          either([scalars, labelFunction], (value) => (typeof value === 'function' ? labelFunction : scalars), {
            description: '',
          }),
          { description: 'New values by label.' },
        ),
        rename: map(text({ description: '' }), { description: 'New names by label.' }),
      },
      { description: 'Changes to the labels.' },
    ),
    buckets,
    merge: oneOf(['sum', 'max', 'min', 'last'], {
      description: 'How values of a gauge are merged when a label is removed.',
    }),
  },
  { description: '' },
);

/** Accepts any map: each backend is checked by the declaration of its type. */
const anyBackends = leaf<ConfigTree, ConfigTree, { description: string }>(
  { description: 'Backends by name.' },
  { expected: 'a map', type: '', schema: {}, parse: (value) => (isTree(value) ? value : undefined) },
);

/** All settings of a configuration. */
export const rootOptions = {
  $schema: text({ description: 'For editors; not read.' }),
  enabled: flag({ description: '`false` records and delivers nothing, as `OTEL_SDK_DISABLED=true` does.' }),
  service: group(
    {
      name: text({ description: 'The resource attribute `service.name`.' }),
      version: text({ description: 'The resource attribute `service.version`.' }),
      namespace: text({ description: 'The resource attribute `service.namespace`.' }),
      environment: text({ description: 'The resource attribute `deployment.environment.name`.' }),
      instanceId: text({ description: 'The resource attribute `service.instance.id`.' }),
    },
    { description: 'Resource attributes that identify the service.' },
  ),
  resource: map(scalar({ description: '' }), { description: 'Further resource attributes.' }),
  backends: anyBackends,
  admin: group(
    {
      enabled: flag({ description: '`false` opens no port.' }),
      host: text({ description: 'The address to listen on.' }),
      port: port({ description: 'The port to listen on; 0 takes a free one.' }),
      auth: authOption,
      tls: tlsOption,
      gracePeriod: seconds({ description: 'Time between the failing of `/readyz` and the shutdown.' }),
    },
    { description: 'One port for health probes and metrics pages.' },
  ),
  prefix: text({ description: 'Precedes the names of your own metrics.' }),
  labels: map(scalar({ description: '' }), { description: 'Labels of every record.' }),
  maxMetrics: integer({
    description: 'The most metrics that records define by their first use.',
    min: 1,
    max: 1_000_000,
  }),
  maxLabelLength: integer({ description: 'The most characters of a label value.', min: 1, max: 65_535 }),
  views: list(view, { description: 'What a backend sees of a metric, where it differs from what is recorded.' }),
  onStartFailure: oneOf(['reject', 'report'], {
    description: '`report` logs a backend that cannot start, such as one whose port is in use, and runs without it.',
  }),
  shutdownTimeout: seconds({ description: 'The deadline of a shutdown, after which undelivered records are dropped.' }),
  ownMetrics: flag({ description: 'The metrics `bot_metrics.*`.' }),
  naming: oneOf(['semantic', 'classic', 'both'], { description: "Names of the services' metrics." }),
  system: group(
    {
      interval: seconds({ description: 'Time between two readings.' }),
      diskPath: text({ description: 'A path on the disk to measure.' }),
    },
    { description: 'Memory, CPU and disk of the host.' },
  ),
  runtime: flag({ description: 'Event loop, garbage collector, heap and CPU of the Node process.' }),
  database: group(
    {
      interval: seconds({ description: 'Time between two readings.' }),
      pool: text({ description: 'The label `pool`.' }),
    },
    { description: 'How `ports.database` is polled.' },
  ),
  tasks: group(
    {
      interval: seconds({ description: 'Time between two readings.' }),
      queue: text({ description: 'The queue to read.' }),
    },
    { description: 'How `ports.tasks` is polled.' },
  ),
  business: group(
    { interval: seconds({ description: 'Time between two readings.' }) },
    { description: 'How `ports.business` is polled.' },
  ),
};

type Root = ResolvedOptions<typeof rootOptions>;

/** A checked configuration without its backends; durations are seconds. */
export type Settings = Omit<Root, 'views' | 'backends'> & { readonly views: readonly View[] | undefined };

/** The checked options of the admin server. */
export type AdminSettings = NonNullable<Settings['admin']>;
