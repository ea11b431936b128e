import { definedMetrics } from '../catalogue/defined-metrics.ts';
import { type MetricEstimate, seriesEstimates } from '../catalogue/series-estimate.ts';
import { type Command, configOption, type ExitCode, type Invocation } from '../command.ts';
import { type Configuration, readConfiguration } from '../configuration.ts';
import { table } from '../output/table.ts';

/** Validates the configuration and shows each effective setting with its source. */
export const check: Command = {
  name: 'check',
  summary: 'validates the configuration and shows where each setting comes from',
  parameters: [],
  options: { config: configOption },

  async run(invocation: Invocation): Promise<ExitCode> {
    const { terminal, json } = invocation;
    const config = await readConfiguration(invocation);
    // Leave out the SDK's own metrics, which are only a few series per backend.
    const metrics = await definedMetrics({ ...config.metrics, ownMetrics: false });
    const estimates = seriesEstimates(metrics, config.backends);
    terminal.out(json ? JSON.stringify(toReport(config, estimates), null, 2) : toText(config, estimates, invocation));
    return 0;
  },
};

function toReport(
  { settings, sources, backends, notes }: Configuration,
  estimates: readonly MetricEstimate[],
): unknown {
  return {
    ok: true,
    sources,
    settings: settings.map(({ path, value, from }) => ({ path: path.join('.'), value, from })),
    backends: Object.fromEntries([...backends].map(([name, { kind }]) => [name, kind])),
    series: estimates,
    notes,
  };
}

function toText(
  { settings, sources, backends, notes }: Configuration,
  estimates: readonly MetricEstimate[],
  { terminal }: Invocation,
): string {
  const rows = settings.map(({ path, value, from }) => [path.join('.'), value, terminal.paint('dim', from)]);
  const names = [...backends].map(([name, { kind }]) => `${name} (${kind})`);
  const verdict =
    names.length === 0
      ? 'The configuration is valid but names no backend: metrics would not be delivered.'
      : `The configuration is valid. Backends: ${names.join(', ')}.`;
  return [
    ...(rows.length === 0 ? [] : [table([['setting', 'value', 'from'], ...rows]), '']),
    ...(names.length === 0 ? [] : [seriesTable(estimates, [...backends.keys()]), '']),
    ...notes.map((note) => terminal.paint('yellow', `note: ${note}`)),
    `Sources: ${sources.join(', ') || 'none'}.`,
    terminal.paint('green', verdict),
  ].join('\n');
}

function seriesTable(estimates: readonly MetricEstimate[], backends: readonly string[]): string {
  const rows = estimates.map(({ metric, atMost, boundBy, series }) => [
    metric,
    `${atMost} ${boundBy === 'limit' ? '(the limit)' : ''}`,
    ...backends.map((backend) => String(series[backend] ?? '–')),
  ]);
  const totals = backends.map((backend) =>
    String(estimates.reduce((sum, { series }) => sum + (series[backend] ?? 0), 0)),
  );
  const columns = backends.map((_, i) => i + 2);
  const heading = ['max. series', 'label sets', ...backends];
  return table([heading, ...rows, ['together', '', ...totals]], columns);
}
