/** Prints GOALS' recording and exposition rows side by side: `npm run bench [-- --json] [-- --node 20]`. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { nodeOf } from '../node-of.ts';
import { coreSize } from './core-size.ts';
import { type Figures, measureAll } from './figures.ts';
import { allocation, exposition, memory, type Row, recording } from './rows.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    node: { type: 'string', multiple: true, default: ['24', '20'] },
  },
});
const report = [];
for (const major of options.node) {
  const figures = await measureAll(Number(major), (done, all) => showProgress(`Node ${major}: ${done} of ${all}`));
  report.push({
    node: figures.version,
    allocatedBytes: figures.of(allocation).bytes,
    core: await coreSize(nodeOf(Number(major))),
    rows: [...recording, ...exposition, ...memory].map((row) => resultOf(row, figures)),
  });
}
if (options.json) {
  console.log(JSON.stringify({ cpu: cpus()[0]?.model, cores: cpus().length, report }, null, 2));
} else {
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores; medians of 9 rounds, each case in a process of its own\n`);
  for (const { node, rows, allocatedBytes, core } of report) {
    console.log(`Node ${node}\n`);
    console.log('| case | ours | against | theirs | ratio | goal |\n| --- | ---: | --- | ---: | ---: | ---: |');
    for (const row of rows) {
      console.log(`| ${row.case} | ${row.ours} | ${row.against} | ${row.theirs} | ${row.ratio} | ${row.goal} |`);
    }
    console.log(`\nAllocated a labelled record, beyond the caller's literal: ${allocatedBytes.toFixed(1)} B (goal 0).`);
    const { gzipBytes, importMilliseconds } = core;
    console.log(
      `Core: ${(gzipBytes / 1000).toFixed(1)} kB gzip (goal ≤ 14), imported in ${importMilliseconds.toFixed(1)} ms (goal ≤ 10).\n`,
    );
  }
}
const wrong = report.flatMap(({ node, rows }) =>
  rows.filter(({ correct }) => !correct).map((row) => `Node ${node}: ${row.case}`),
);
if (wrong.length > 0) {
  console.error(`wrong totals: ${wrong.join('; ')}`);
  process.exitCode = 1;
}

/** On a terminal only; a log would keep every step. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(40)}\r`);
}

function resultOf(row: Row, figures: Figures) {
  const ours = figures.of(row.ours);
  const theirs = row.theirs === undefined ? undefined : figures.of(row.theirs);
  const ratio =
    theirs === undefined
      ? undefined
      : row.atMost === undefined
        ? theirs.median / ours.median
        : ours.median / theirs.median;
  const unit = row.ours.kind === undefined ? 'ns' : row.ours.memory === undefined ? 'ms' : 'B';
  return {
    case: row.name,
    ours: `${ours.median.toFixed(1)} ${unit}`,
    against: row.against ?? '',
    theirs: theirs === undefined ? '' : `${theirs.median.toFixed(1)} ${unit}`,
    ratio: ratio === undefined ? '' : `${ratio.toFixed(2)}×`,
    goal: goalOf(row, unit),
    correct: ours.correct && (theirs?.correct ?? true),
  };
}

function goalOf({ atLeast, atMost, most }: Row, unit: string): string {
  if (atLeast !== undefined) return `≥ ${atLeast}×`;
  return atMost === undefined ? `≤ ${most} ${unit}` : `≤ ${atMost}×`;
}
