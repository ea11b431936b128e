import { expect, test } from 'vitest';
import { lintPage } from '../../src/page/lint-page.ts';
import { parsePage } from '../../src/page/parse-page.ts';

const lint = (page: string, contentType?: string) =>
  lintPage(parsePage(page, contentType)).map(({ severity, line, text }) => `${severity} ${line}: ${text}`);

/** A gauge of that name with HELP, so that only its name can be wrong. */
const gauge = (name: string) => `# HELP ${name} Help.\n# TYPE ${name} gauge\n${name} 1\n`;

test('reports nothing for good names', () => {
  expect(lint(gauge('process_memory_bytes') + gauge('queue_wait_seconds'))).toEqual([]);
});

test.each([
  ['wait_ms', 'has the unit "ms": use the base unit, seconds'],
  ['heap_megabytes', 'has the unit "megabytes": use the base unit, bytes'],
  ['disk_usage_percent', 'has the unit "percent": use the base unit, ratio, from 0 to 1'],
  ['channels_total', 'is a gauge: only the name of a counter ends in "_total"'],
  ['users_count', 'ends in "_count", which is reserved for histogram samples'],
  ['queue_gauge', 'has the redundant word "gauge" in its name: the type is known from TYPE'],
  ['job:rate', 'has a ":" in its name, which is reserved for recording rules'],
  ['userLogins', 'is in camelCase: use snake_case'],
])('reports the name %s', (name, text) => {
  expect(lint(gauge(name))).toEqual([`warning 1: ${text}`]);
});

test('reports a metric without HELP and a counter without _total', () => {
  expect(lint('# TYPE a gauge\na 1\n')).toEqual(['warning 1: has no HELP']);
  expect(lint('# HELP a A.\n# TYPE a counter\na 1\n')).toEqual(['warning 1: is a counter: end its name in "_total"']);
});

test('reports bad labels', () => {
  const head = '# HELP a A.\n# TYPE a gauge\n';
  expect(lint(`${head}a{userName="x"} 1\n`)).toEqual([
    'warning 1: has the label "userName" in camelCase: use snake_case',
  ]);
  expect(lint(`${head}a{le="1"} 1\n`)).toEqual([
    'warning 1: has the label "le", which is reserved for histogram buckets',
  ]);
  expect(lint(`${head}a{x="1",x="2"} 1\n`)).toEqual(['error 3: the label "x" is repeated']);
});

test('reports a duplicate series as an error, whatever the order of its labels', () => {
  const head = '# HELP a A.\n# TYPE a gauge\n';
  expect(lint(`${head}a{x="1",y="2"} 1\na{y="2",x="1"} 2\na{x="1"} 3\n`)).toEqual([
    'error 4: the series repeats line 3',
  ]);
});

test('reports a negative counter, and OpenMetrics counter samples without _total, as errors', () => {
  expect(lint('# HELP a_total A.\n# TYPE a_total counter\na_total -1\n')).toEqual([
    'error 3: the counter is -1, but must not be negative',
  ]);
  expect(lint('# HELP a A.\n# TYPE a counter\na 1\n# EOF\n', 'application/openmetrics-text')).toEqual([
    'error 3: the sample names of a counter must end in "_total" in OpenMetrics',
  ]);
});

test.each([
  ['a_bucket{le="1"} 1\na_bucket{le="+Inf"} 2\na_sum 1\na_count 2\n', []],
  [
    'a_bucket{le="1"} 3\na_bucket{le="+Inf"} 2\na_count 2\n',
    ['4: has a lower count than the previous bucket; buckets are cumulative'],
  ],
  [
    'a_bucket{le="2"} 1\na_bucket{le="1"} 1\na_bucket{le="+Inf"} 1\na_count 1\n',
    ['4: le="1" must be above the previous bucket'],
  ],
  ['a_bucket{le="x"} 1\na_bucket{le="+Inf"} 1\na_count 1\n', ['3: le="x" must be a number']],
  ['a_bucket 1\na_bucket{le="+Inf"} 1\na_count 1\n', ['3: a bucket must have the label "le"']],
  ['a_bucket{le="1"} 1\na_count 1\n', ['3: the bucket le="+Inf" is missing']],
  ['a_bucket{le="+Inf"} 1\n', ['3: "_count" is missing']],
  ['a_bucket{le="+Inf"} 1\na_count 2\n', ['4: "_count" is 2, but the bucket le="+Inf" is 1']],
  [
    'a_bucket{x="1",le="+Inf"} 1\na_bucket{x="2",le="+Inf"} 5\na_count{x="1"} 1\na_count{x="2"} 4\n',
    ['6: "_count" is 4, but the bucket le="+Inf" is 5'],
  ],
])('reports the errors of the histogram %j', (samples, faults) => {
  expect(lint(`# HELP a A.\n# TYPE a histogram\n${samples}`)).toEqual(faults.map((fault) => `error ${fault}`));
});
