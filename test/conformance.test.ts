import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { MetricsBackendPort } from '@bot-metrics/core';
import {
  type ConformanceContext,
  type ConformanceFeatures,
  type ConformanceSubject,
  type ConformanceTest,
  conformanceTests,
  type Topic,
  topics,
} from '@bot-metrics/testing/conformance';
import { describe, expect, test } from 'vitest';
import { subjects as cloudwatch } from '../packages/adapters/cloudwatch/test/conformance.test.ts';
import { subject as datadog } from '../packages/adapters/datadog/test/conformance.test.ts';
import { subjects as otlp } from '../packages/adapters/otlp/test/conformance.test.ts';
import { subject as prometheus } from '../packages/adapters/prometheus/test/conformance.test.ts';
import { subjects as statsd } from '../packages/adapters/statsd/test/conformance.test.ts';
import { subject as stub } from '../packages/adapters/stub/test/conformance.test.ts';
import { subject as workers } from '../packages/adapters/workers/test/conformance.test.ts';
import { BelievesAnyAnswer } from './broken-backends/believes-any-answer.ts';
import { DeliversItsOutput } from './broken-backends/delivers-its-output.ts';
import { DoublesOnRetry } from './broken-backends/doubles-on-retry.ts';
import { ExportsSideBySide } from './broken-backends/exports-side-by-side.ts';
import { ForgetsAbsentSeries } from './broken-backends/forgets-absent-series.ts';
import { ForgetsOnShutdown } from './broken-backends/forgets-on-shutdown.ts';
import { Hangs } from './broken-backends/hangs.ts';
import { Hoards } from './broken-backends/hoards.ts';
import { KeepsSnapshots } from './broken-backends/keeps-snapshots.ts';
import { LosesOnFailure } from './broken-backends/loses-on-failure.ts';
import { LosesSums } from './broken-backends/loses-sums.ts';
import { MemoryBackend } from './broken-backends/memory-backend.ts';
import { MemoryReceiver } from './broken-backends/memory-receiver.ts';
import { MergesNames } from './broken-backends/merges-names.ts';
import { MixesLabels } from './broken-backends/mixes-labels.ts';
import { Nags } from './broken-backends/nags.ts';
import { NeverAcknowledges } from './broken-backends/never-acknowledges.ts';
import { PausesForAYear } from './broken-backends/pauses-for-a-year.ts';
import { ReadsWithoutLimit } from './broken-backends/reads-without-limit.ts';
import { RefusesWhatItDelivers } from './broken-backends/refuses-what-it-delivers.ts';
import { ResetsGauges } from './broken-backends/resets-gauges.ts';
import { SendsTotals } from './broken-backends/sends-totals.ts';
import { Throws } from './broken-backends/throws.ts';
import { TrustsTheClock } from './broken-backends/trusts-the-clock.ts';

type BackendClass = new (receiver: MemoryReceiver, context: ConformanceContext) => MetricsBackendPort;

const features = { temporality: 'delta', delivery: 'acknowledged', histograms: true, intervalSeconds: 10 } as const;
const receiving = { temporality: 'delta', delivery: 'acknowledged', histograms: true, receiving: true } as const;
const ending = { end: (receiver: MemoryReceiver) => receiver.become('well') };
const none = 'an in-memory receiver has neither connections nor statuses';

function createSubject(
  Backend: BackendClass,
  declared: ConformanceFeatures = features,
): ConformanceSubject<MemoryReceiver> {
  return {
    name: Backend.name,
    features: declared,
    startReceiver: () => new MemoryReceiver(),
    makeBackend: (receiver, context) => new Backend(receiver, context),
    read: (receiver) => receiver.reading(),
    stopReceiver: (receiver) => receiver.become('well'),
    faults: {
      down: { begin: (receiver) => receiver.become('down'), ...ending },
      slow: { begin: (receiver) => receiver.become('slow'), ...ending, warned: false },
      hanging: {
        begin: (receiver) => receiver.become('hanging'),
        ...ending,
        hung: (receiver) => receiver.nextRequest(),
      },
      lying: { begin: (receiver) => receiver.become('lying'), ...ending },
      'lying endlessly': { begin: (receiver) => receiver.become('lying endlessly'), ...ending },
      pausing: { begin: (receiver) => receiver.become('pausing'), ...ending },
      ...{ resetting: none, refusing: none, 'partial success': none },
    },
    limitSeconds: 0.1,
  };
}

/** The names of the failing tests of a topic. */
async function failing(subject: ConformanceSubject<MemoryReceiver>, topic: Topic): Promise<string[]> {
  const names: string[] = [];
  for (const { name, run } of conformanceTests(subject).filter((each) => each.topic === topic)) {
    await run().catch((error: unknown) => {
      expect(error).toBeInstanceOf(Error);
      names.push(name);
    });
  }
  return names;
}

describe('a correct backend passes', () => {
  for (const { topic, name, skipped, run } of conformanceTests(createSubject(MemoryBackend))) {
    test(`${topic}: ${name}`, { skip: skipped !== undefined }, run);
  }
});

const broken: [topic: Topic, Backend: BackendClass, caughtBy: string, declared?: ConformanceFeatures][] = [
  ['counter', SendsTotals, 'counts each record once across deliveries', { ...features, temporality: 'cumulative' }],
  ['counter', ForgetsAbsentSeries, 'continues an observed total after rounds'],
  ['gauge', ResetsGauges, 'keeps its value while nothing is recorded'],
  ['histogram', LosesSums, 'adds up what was observed'],
  ['labels', MixesLabels, 'keeps series apart that differ in one label only'],
  ['names', MergesNames, 'rejects metrics that it would show as one'],
  ['lifecycle', Throws, 'never throws for a record'],
  ['lifecycle', DeliversItsOutput, 'shows its output without delivering it'],
  ['flush', Hangs, 'resolves once everything recorded so far is delivered'],
  ['flush', NeverAcknowledges, 'delivers nothing twice'],
  ['failure', LosesOnFailure, 'down: accounts for every record, and the totals match afterwards'],
  ['failure', DoublesOnRetry, 'down: accounts for every record, and the totals match afterwards'],
  ['failure', BelievesAnyAnswer, 'lying: accounts for every record, and the totals match afterwards'],
  ['failure', ReadsWithoutLimit, 'lying endlessly: accounts for every record, and the totals match afterwards'],
  ['failure', PausesForAYear, 'pausing: accounts for every record, and the totals match afterwards'],
  ['failure', Nags, 'down: warns once'],
  ['failure', Hoards, 'down: what is held does not grow with the records', receiving],
  ['failure', KeepsSnapshots, 'down: what is held does not grow with series'],
  ['accounting', RefusesWhatItDelivers, 'counts records'],
  ['accounting', TrustsTheClock, 'keeps the totals and the account right while the wall clock is set back'],
  ['shutdown', ForgetsOnShutdown, 'delivers what is pending'],
  ['concurrency', ExportsSideBySide, 'delivers records once when several flushes run at the same time'],
];

describe('a broken backend fails', () => {
  test.each(broken)('in %s: %o', async (topic, Backend, caughtBy, declared) => {
    const names = await failing(createSubject(Backend, declared), topic);
    expect(names.filter((name) => name.startsWith(caughtBy))).toHaveLength(1);
  });

  test('every topic has a broken backend', () => {
    expect(new Set(broken.map(([topic]) => topic))).toEqual(new Set(topics));
  });
});

test.each(['custom-backend', 'push-backend'])('examples/%s passes under another test runner', async (example) => {
  const cwd = fileURLToPath(new URL(`../examples/${example}`, import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--test', '--test-reporter=tap', 'test/conformance.test.ts'],
    { cwd },
  );
  expect(stdout).toMatch(/^# pass [1-9]/m);
  expect(stdout).toMatch(/^# fail 0$/m);
});

/**
 * `UPDATE_CONFORMANCE=1` writes the table if every test passes. Otherwise the imports above register the tests, which
 * run alongside.
 */
test('the table of results per backend is up to date', async () => {
  const path = fileURLToPath(new URL('../packages/testing/docs/conformance.md', import.meta.url));
  const page = readFileSync(path, 'utf8');
  const tests = [prometheus, ...otlp, ...statsd, datadog, ...cloudwatch, stub, workers].flatMap((subject) =>
    conformanceTests(subject),
  );
  const [before = '', , after = ''] = page.split(/(?<=<!-- table -->\n)([\s\S]*)(?=<!-- end of table -->)/);
  const current = before + renderTable(tests) + after;
  if (process.env.UPDATE_CONFORMANCE === '1') {
    for (const { skipped, run } of tests) if (skipped === undefined) await run();
    writeFileSync(path, current);
  }
  expect(readFileSync(path, 'utf8')).toBe(current);
}, 600_000);

function renderTable(tests: readonly ConformanceTest[]): string {
  const reasons = [...new Set(tests.flatMap(({ skipped }) => (skipped === undefined ? [] : [skipped])))];
  const rows = [...new Set(tests.map(({ backend }) => backend))].map((backend) => {
    const own = tests.filter((each) => each.backend === backend);
    return [
      backend,
      ...topics.map((topic) =>
        renderCell(
          own.filter((each) => each.topic === topic),
          reasons,
        ),
      ),
    ];
  });
  const table = [['backend', ...topics], ...rows];
  const widths = ['backend', ...topics].map((_, i) => Math.max(...table.map((cells) => cells[i]?.length ?? 0)));
  const lines = table.map((cells) => `| ${cells.map((text, i) => text.padEnd(widths[i] ?? 0)).join(' | ')} |\n`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |\n`;
  const legend = reasons.map((reason, i) => `${i + 1}. ${reason}\n`).join('');
  return `\n${lines[0]}${rule}${lines.slice(1).join('')}\nReasons for skipped tests:\n\n${legend}\n`;
}

/** `5 passed`, or with the numbers of the reasons `5 passed, 2 skipped (1, 3)`. */
function renderCell(tests: readonly ConformanceTest[], reasons: readonly string[]): string {
  const numbers = tests.flatMap(({ skipped }) => (skipped === undefined ? [] : [reasons.indexOf(skipped) + 1]));
  const passed = `${tests.length - numbers.length} passed`;
  if (numbers.length === 0) return passed;
  return `${passed}, ${numbers.length} skipped (${[...new Set(numbers)].sort((a, b) => a - b).join(', ')})`;
}
