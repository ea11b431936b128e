import { expect, test } from 'vitest';
import { lintPage } from '../../src/page/lint-page.ts';
import { parsePage } from '../../src/page/parse-page.ts';

const lint = (page: string, contentType?: string) =>
  lintPage(parsePage(page, contentType)).map(({ severity, line, text }) => `${severity} ${line}: ${text}`);

/** A gauge of that name with its HELP, so that only the name can be wrong. */
const gauge = (name: string) => `# HELP ${name} Help.\n# TYPE ${name} gauge\n${name} 1\n`;

test('good names have no findings', () => {
  expect(lint(gauge('process_memory_bytes') + gauge('queue_wait_seconds'))).toEqual([]);
});

test.each([
  ['wait_ms', 'counts in "ms": use the base unit, seconds'],
  ['heap_megabytes', 'counts in "megabytes": use the base unit, bytes'],
  ['disk_usage_percent', 'counts in "percent": use the base unit, ratio, from 0 to 1'],
  ['channels_total', 'is a gauge: only the name of a counter ends in "_total"'],
  ['users_count', 'ends in "_count", which a histogram\'s own samples do'],
  ['queue_gauge', 'has the word "gauge" in its name: the type says that'],
  ['job:rate', 'has a ":" in its name, which is for recording rules'],
  ['userLogins', 'is in camelCase: write snake_case'],
])('the name %s is against the conventions', (name, text) => {
  expect(lint(gauge(name))).toEqual([`warning 1: ${text}`]);
});

test('a metric without HELP, and a counter without _total, are against the conventions', () => {
  expect(lint('# TYPE a gauge\na 1\n')).toEqual(['warning 1: has no HELP']);
  expect(lint('# HELP a A.\n# TYPE a counter\na 1\n')).toEqual(['warning 1: is a counter: end its name in "_total"']);
});

test('labels are looked at, too', () => {
  const head = '# HELP a A.\n# TYPE a gauge\n';
  expect(lint(`${head}a{userName="x"} 1\n`)).toEqual([
    'warning 1: has the label "userName" in camelCase: write snake_case',
  ]);
  expect(lint(`${head}a{le="1"} 1\n`)).toEqual([
    'warning 1: has the label "le", which is for the buckets of histograms',
  ]);
  expect(lint(`${head}a{x="1",x="2"} 1\n`)).toEqual(['error 3: the label "x" is there twice']);
});

test('the same series twice is an error, in whatever order its labels are', () => {
  const head = '# HELP a A.\n# TYPE a gauge\n';
  expect(lint(`${head}a{x="1",y="2"} 1\na{y="2",x="1"} 2\na{x="1"} 3\n`)).toEqual([
    'error 4: the same series stands in line 3 already',
  ]);
});

test('a counter below 0, and one of OpenMetrics whose samples lack _total, are errors', () => {
  expect(lint('# HELP a_total A.\n# TYPE a_total counter\na_total -1\n')).toEqual([
    'error 3: a counter is -1; it can only grow',
  ]);
  expect(lint('# HELP a A.\n# TYPE a counter\na 1\n# EOF\n', 'application/openmetrics-text')).toEqual([
    'error 3: the samples of a counter must end in "_total" in OpenMetrics',
  ]);
});

test.each([
  ['a_bucket{le="1"} 1\na_bucket{le="+Inf"} 2\na_sum 1\na_count 2\n', []],
  [
    'a_bucket{le="1"} 3\na_bucket{le="+Inf"} 2\na_count 2\n',
    ['4: holds less than the bucket below it; buckets are cumulative'],
  ],
  [
    'a_bucket{le="2"} 1\na_bucket{le="1"} 1\na_bucket{le="+Inf"} 1\na_count 1\n',
    ['4: le="1" comes after a bucket that is not below it'],
  ],
  ['a_bucket{le="x"} 1\na_bucket{le="+Inf"} 1\na_count 1\n', ['3: le="x" is no number']],
  ['a_bucket 1\na_bucket{le="+Inf"} 1\na_count 1\n', ['3: a bucket has no "le"']],
  ['a_bucket{le="1"} 1\na_count 1\n', ['3: the bucket le="+Inf" is missing']],
  ['a_bucket{le="+Inf"} 1\n', ['3: "_count" is missing']],
  ['a_bucket{le="+Inf"} 1\na_count 2\n', ['4: "_count" is 2, the bucket le="+Inf" holds 1']],
  [
    'a_bucket{x="1",le="+Inf"} 1\na_bucket{x="2",le="+Inf"} 5\na_count{x="1"} 1\na_count{x="2"} 4\n',
    ['6: "_count" is 4, the bucket le="+Inf" holds 5'],
  ],
])('the histogram %j has these faults', (samples, faults) => {
  expect(lint(`# HELP a A.\n# TYPE a histogram\n${samples}`)).toEqual(faults.map((fault) => `error ${fault}`));
});
