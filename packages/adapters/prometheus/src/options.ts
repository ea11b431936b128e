import type { BackendOptions } from '@bot-metrics/core/backend';
import {
  flag,
  map,
  type OptionsOf,
  oneOf,
  port,
  type ResolvedOptions,
  ready,
  scalar,
  text,
} from '@bot-metrics/core/options';
import { authOption, tlsOption } from '@bot-metrics/server';
import type { MeterReader } from './bridge/meter-reader.ts';

/** The options of `PrometheusMetricsBackend`. */
export const options = {
  host: text({ default: '127.0.0.1', description: 'The address to listen on.' }),
  port: port({ default: 9464, description: 'The port to listen on; 0 takes a free one, which `backend.port` names.' }),
  path: text({
    default: '/metrics',
    description: 'The path of the page.',
    pattern: /^\/[^?#\s]*$/,
    expected: 'a path that starts with "/" and holds no "?", "#" or space',
  }),
  listen: flag({
    default: true,
    description: '`false` opens no port: mount `backend.handler` in your own server.',
  }),
  auth: authOption,
  tls: tlsOption,
  names: oneOf(['underscores', 'utf-8'], {
    default: 'underscores',
    description:
      '`utf-8` keeps dots, slashes and dashes in names, for scrapers that ask for it with `escaping=allow-utf-8`, as Prometheus 3 does. Other scrapers get underscores.',
  }),
  prefix: text({
    default: '',
    description: 'Precedes every name, with an underscore: `shop` gives `shop_posts_sent_total`.',
    pattern: /^([A-Za-z][A-Za-z0-9_]*)?$/,
    expected: 'a letter followed by letters, digits and "_"',
  }),
  resource: map(scalar({ description: '' }), {
    description:
      'Resource attributes, exposed as `target_info`, except `service.name`, `service.namespace` and `service.instance.id`, which the scraper reports as `job` and `instance`.',
    inCode: true,
  }),
  meterProvider: ready(
    {
      inCode: true,
      type: 'MeterReader',
      expected: 'a reader with "collect()", such as a PrometheusExporter with preventServerStart: true',
      description:
        'The reader of an OpenTelemetry `MeterProvider`, whose metrics appear on the same page with the labels `otel_scope_name` and `otel_scope_version`.',
    },
    (value): value is MeterReader => 'collect' in value,
  ),
};

/** The options of `PrometheusMetricsBackend`; all are optional. */
export interface PrometheusOptions extends BackendOptions, OptionsOf<typeof options> {}

/** Checked options with every default filled in. */
export type PrometheusSettings = ResolvedOptions<typeof options>;
