import { describe, expect, test } from 'vitest';
import type { Page } from '../../src/page/page.ts';
import { parsePage } from '../../src/page/parse-page.ts';

const openMetrics = 'application/openmetrics-text; version=1.0.0';

const samplesOf = ({ families }: Page) => families.flatMap(({ samples }) => samples);
const findingsOf = ({ findings }: Page) => findings.map(({ line, text }) => `${line}: ${text}`);

describe('a valid page', () => {
  test('in text format is read with escapes, timestamps and all number formats', () => {
    const page = parsePage(`# HELP a_total With \\\\ in it.
# TYPE a_total counter
a_total{path="a\\"b\\\\c\\nd",empty=""} 1 1700000000000
a_total { path = "x" , } +1.5e3
# just a comment
# TYPE b gauge
b -Inf
b{x="1"} NaN
b{x="2"} .5
`);

    expect(page.findings).toEqual([]);
    expect(page.families.map(({ name, type, help }) => [name, type, help])).toEqual([
      ['a_total', 'counter', 'With \\\\ in it.'],
      ['b', 'gauge', undefined],
    ]);
    expect(samplesOf(page).map(({ labels, value }) => [Object.fromEntries(labels), value])).toEqual([
      [{ path: 'a"b\\c\nd', empty: '' }, 1],
      [{ path: 'x' }, 1500],
      [{}, -Infinity],
      [{ x: '1' }, Number.NaN],
      [{ x: '2' }, 0.5],
    ]);
  });

  test('in OpenMetrics is read with units, exemplars and the samples of every type', () => {
    const page = parsePage(
      `# TYPE wait_seconds histogram
# UNIT wait_seconds seconds
# HELP wait_seconds Wait.
wait_seconds_bucket{le="+Inf"} 2 # {trace_id="abc"} 0.5 1700000000.1
wait_seconds_count 2
wait_seconds_sum 1
wait_seconds_created 1700000000
# TYPE jobs counter
jobs_total 3
# TYPE build info
build_info{version="1"} 1
# EOF
`,
      openMetrics,
    );

    expect(page.findings).toEqual([]);
    expect(page.families.map(({ name, unit, samples }) => [name, unit, samples.length])).toEqual([
      ['wait_seconds', 'seconds', 4],
      ['jobs', undefined, 1],
      ['build', undefined, 1],
    ]);
  });

  test('may contain UTF-8 names', () => {
    const page = parsePage('# TYPE "http.requests" counter\n{"http.requests","http.route"="/a"} 1\n');

    expect(page.findings).toEqual([]);
    expect(samplesOf(page)).toEqual([{ name: 'http.requests', labels: [['http.route', '/a']], value: 1, line: 2 }]);
  });

  test('without a TYPE is untyped', () => {
    expect(parsePage('a 1\n').families[0]?.type).toBe('untyped');
    expect(parsePage('a 1\n# EOF\n', openMetrics).families[0]?.type).toBe('unknown');
  });
});

test.each([
  ['a 1', '1: the last line must end with a line break; the page may be truncated'],
  ['a one\n', '1: expected a value at column 3, found "one"'],
  ['a\n', '1: expected a value at column 2, found the end of the line'],
  ['a 1 2 3\n', '1: expected the end of the line at column 7, found "3"'],
  ['a 1 soon\n', '1: expected a timestamp at column 5, found "soon"'],
  ['1a 1\n', '1: expected a metric name at column 1, found "1a 1"'],
  ['a{b=1} 1\n', '1: expected a label value in double quotes at column 5, found "1} 1"'],
  ['a{b="1} 1\n', `1: expected a label value in double quotes at column 5, found ${JSON.stringify('"1} 1')}`],
  ['a{b="1" c="2"} 1\n', `1: expected "," or "}" at column 9, found ${JSON.stringify('c="2"} 1')}`],
  ['a{b} 1\n', '1: expected "=" at column 4, found "} 1"'],
  ['a{1b="x"} 1\n', `1: expected a label name at column 3, found ${JSON.stringify('1b="x"} 1')}`],
  ['a 1 # {x="y"} 1\n', `1: expected the end of the line at column 5, found ${JSON.stringify('# {x="y"} 1')}`],
  ['a 1\n# TYPE a gauge\n', '2: TYPE must come before the samples of the metric'],
  ['# TYPE a gauge\n# TYPE a gauge\n', '2: TYPE is repeated'],
  ['# HELP a x\n# HELP a y\n', '2: HELP is repeated'],
  [
    '# TYPE a gage\n',
    '1: TYPE is "gage"; it must be one of counter, gauge, histogram, summary, info, stateset, gaugehistogram or untyped',
  ],
  ['a 1\nb 1\na{x="1"} 2\n', '3: all lines of a metric must be consecutive'],
])('the text page %j has one error', (page, finding) => {
  expect(findingsOf(parsePage(page))).toEqual([finding]);
});

test.each([
  ['a 1\n', '1: "# EOF" is missing at the end; the page may be truncated'],
  ['a 1\n# EOF\nb 2\n', '3: nothing may follow "# EOF"'],
  ['a_bucket{le="1"} 1 # 5\n# EOF\n', '1: expected the labels of an exemplar at column 22, found "5"'],
])('the OpenMetrics page %j has one error', (page, finding) => {
  expect(findingsOf(parsePage(page, openMetrics))).toEqual([finding]);
});
