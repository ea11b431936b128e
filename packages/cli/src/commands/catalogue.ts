import type { MetricDefinition } from '@bot-metrics/core';
import { definedMetrics } from '../catalogue/defined-metrics.ts';
import { definedLabels } from '../catalogue/label-sets.ts';
import { type Command, configOption, type ExitCode, type Invocation } from '../command.ts';
import { readConfiguration } from '../configuration.ts';
import { table } from '../output/table.ts';
import { UsageError } from '../problem.ts';

const namings = ['semantic', 'classic', 'both'] as const;

/** Lists the metrics that the services define. */
export const catalogue: Command = {
  name: 'catalogue',
  summary: 'lists the metrics of the services with type, unit and labels',
  parameters: [],
  options: {
    naming: { type: 'string', usage: '--naming NAME', help: 'semantic, classic or both; default: semantic' },
    config: { ...configOption, help: 'uses the naming of this configuration file' },
  },

  async run(invocation: Invocation): Promise<ExitCode> {
    const { terminal, json } = invocation;
    const naming = await chooseNaming(invocation);
    const { all } = await definedMetrics({ naming, runtime: true, ownMetrics: true });
    const sorted = [...all].sort((a, b) => (a.name < b.name ? -1 : 1));
    terminal.out(json ? JSON.stringify({ ok: true, naming, metrics: sorted.map(toReport) }, null, 2) : toText(sorted));
    return 0;
  },
};

async function chooseNaming(invocation: Invocation): Promise<(typeof namings)[number]> {
  const { naming, config } = invocation.values;
  if (naming === undefined) {
    return config === undefined ? 'semantic' : ((await readConfiguration(invocation)).metrics.naming ?? 'semantic');
  }
  const known = namings.find((candidate) => candidate === naming);
  if (known === undefined) throw new UsageError(`--naming: "${naming}" must be semantic, classic or both`);
  return known;
}

function toReport({ name, type, unit, description, labels, buckets }: MetricDefinition): unknown {
  const shown = definedLabels(labels).map((label) => ({
    name: label.name,
    ...(Number.isFinite(label.values) && { values: label.values }),
  }));
  return { name, type, unit, description, labels: shown, buckets };
}

function toText(definitions: readonly MetricDefinition[]): string {
  const rows = definitions.map(({ name, type, unit = '', description = '', labels }) => [
    name,
    type,
    unit,
    definedLabels(labels)
      .map((label) => label.name)
      .join(', '),
    description,
  ]);
  return table([['metric', 'type', 'unit', 'labels', 'meaning'], ...rows]);
}
