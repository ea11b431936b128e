/** Prints the rows of docs/goals.md side by side: `npm run bench [-- --json] [-- --node 20] [-- --rows OTLP]`. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { nodeOf } from '../node-of.ts';
import { coreSize } from './core-size.ts';
import { type Figure, type Figures, measureAll } from './figures.ts';
import { httpRequestCases, httpRequests } from './http-requests.ts';
import { httpScrapeCase, httpScrapes } from './http-scrapes.ts';
import { allocation, exporting, exposition, memory, type ResultRow, type Row, recording, sending } from './rows.ts';
import { type ScrapesUnderLoad, scrapesUnderLoad } from './scrapes-under-load.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    node: { type: 'string', multiple: true, default: ['24', '20'] },
    rows: { type: 'string', default: '' },
  },
});
const all = [...recording, ...exposition, ...memory, ...sending, ...exporting];
const isWanted = (name: string): boolean => name.includes(options.rows);
const rows = all.filter(({ name }) => isWanted(name));
const isWhole = rows.length === all.length;
const requests = new Set(httpRequestCases.filter(isWanted));
const report = [];
for (const major of options.node) {
  const node = nodeOf(Number(major));
  const figures = await measureAll(Number(major), rows, (done, of) => showProgress(`Node ${major}: ${done} of ${of}`));
  report.push({
    node: figures.version,
    allocatedBytes: figures.of(allocation).bytes,
    core: isWhole ? await coreSize(node) : undefined,
    scrapes: isWhole ? await scrapesUnderLoad(node) : [],
    rows: [
      ...rows.map((row) => resultOf(row, figures)),
      ...(await httpRequests(node, requests)),
      ...(isWanted(httpScrapeCase) ? await httpScrapes(node) : []),
    ],
  });
}
if (options.json) {
  console.log(JSON.stringify({ cpu: cpus()[0]?.model, cores: cpus().length, report }, null, 2));
} else {
  console.log(
    `${cpus()[0]?.model}, ${cpus().length} cores; medians of 9 rounds, of recording 27, each case in processes of its own\n`,
  );
  for (const { node, rows, allocatedBytes, core, scrapes } of report) {
    console.log(`Node ${node}\n`);
    console.log('| case | ours | against | theirs | ratio | goal |\n| --- | ---: | --- | ---: | ---: | ---: |');
    for (const row of rows) {
      console.log(`| ${row.case} | ${row.ours} | ${row.against} | ${row.theirs} | ${row.ratio} | ${row.goal} |`);
    }
    if (Number.isFinite(allocatedBytes))
      console.log(
        `\nAllocated a labelled record, beyond the caller's literal: ${allocatedBytes.toFixed(1)} B (goal 0).`,
      );
    if (core === undefined) continue;
    const { gzipBytes, importMilliseconds } = core;
    console.log(
      `Core: ${(gzipBytes / 1000).toFixed(1)} kB gzip (goal ≤ 28), imported in ${importMilliseconds.toFixed(1)} ms (goal ≤ 10).`,
    );
    console.log(`\n${scrapes.map(sentenceOf).join('\n')}\n`);
  }
}
const wrong = report.flatMap(({ node, rows, scrapes }) => [
  ...rows.filter(({ correct }) => !correct).map((row) => `Node ${node}: ${row.case}`),
  ...scrapes.filter(({ correct }) => !correct).map(({ format }) => `Node ${node}: scrapes of ${format}`),
]);
if (wrong.length > 0) {
  console.error(`wrong totals: ${wrong.join('; ')}`);
  process.exitCode = 1;
}

/** On a terminal only; a log would keep every step. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(40)}\r`);
}

function resultOf(row: Row, figures: Figures): ResultRow {
  const ours = figures.of(row.ours);
  const other = row.theirs === undefined ? undefined : figures.of(row.theirs);
  const { figure = 'median' } = row;
  const theirs = row.ours.beside === undefined ? other?.[figure] : ours.beside;
  const unit = unitOf(row);
  return {
    case: row.name,
    ours: `${ours[figure].toFixed(1)}${unit}`,
    against: row.against ?? '',
    theirs: theirs === undefined ? '' : `${theirs.toFixed(1)}${unit}`,
    ratio: theirs === undefined ? '' : `${ratioOf(row, ours, theirs).toFixed(2)}×`,
    goal: goalOf(row, unit),
    correct: ours.correct && (other?.correct ?? true),
  };
}

/** How many times as long the other takes, or ours where that is what is limited. */
function ratioOf({ ours: task, figure = 'median', atMost }: Row, ours: Figure, theirs: number): number {
  if (task.beside !== undefined) return ours.ratio;
  return atMost === undefined ? theirs / ours[figure] : ours[figure] / theirs;
}

function sentenceOf({ format, stallMilliseconds, pages }: ScrapesUnderLoad): string {
  const stalls = `${stallMilliseconds.first.toFixed(1)} ms, later ${stallMilliseconds.later.toFixed(1)} ms (goal ≤ 20)`;
  const peaks = `${pages.first.toFixed(1)} times the page, later ${pages.later.toFixed(1)} (goal ≤ 3)`;
  return `- 100,000 series under load as ${format}: the first scrape stalls the loop for ${stalls}; peak memory ${peaks}.`;
}

function unitOf({ ours, figure }: Row): string {
  if (figure === 'datagrams') return '';
  if (ours.memory !== undefined) return ' B';
  return ours.kind === undefined && ours.increments === undefined && ours.exported === undefined ? ' ns' : ' ms';
}

function goalOf({ atLeast, atMost, most }: Row, unit: string): string {
  if (atLeast !== undefined) return `≥ ${atLeast}×`;
  return atMost === undefined ? `≤ ${most}${unit}` : `≤ ${atMost}×`;
}
