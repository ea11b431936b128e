import { expect, it } from 'vitest';
import { protobuf } from '../../src/formats/protobuf/protobuf.ts';
import { openMetrics } from '../../src/formats/text/openmetrics.ts';
import { text, textWithQuotedNames } from '../../src/formats/text/text.ts';
import { acceptsGzip, negotiate } from '../../src/serving/negotiate.ts';

const prometheus2 =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.5,application/openmetrics-text;version=1.0.0;q=0.4,application/openmetrics-text;version=0.0.1;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1';
const prometheus3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

it.each([
  ['Prometheus 2 with native histograms', prometheus2, protobuf],
  ['protobuf that is not delimited', prometheus2.replace('encoding=delimited', 'encoding=text'), openMetrics],
  ['Prometheus 3', prometheus3, openMetrics],
  ['Prometheus 3 without OpenMetrics', prometheus3.replaceAll('openmetrics', 'other'), textWithQuotedNames],
  ['VictoriaMetrics', 'text/plain;version=0.0.4;q=1,*/*;q=0.1', text],
  ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', text],
  ['quoted parameters', 'application/openmetrics-text; version="1.0.0"', openMetrics],
  ['a version that nobody here writes', 'application/openmetrics-text;version=2.0.0', text],
  ['something else altogether', 'image/png', text],
  ['no header', undefined, text],
  ['an unreadable weight', 'application/openmetrics-text;q=high', text],
])('chooses the format for %s', (_, accept, format) => {
  expect(negotiate(accept).format).toBe(format);
});

it.each([
  [prometheus2, 'underscores', protobuf.contentType],
  [prometheus3, 'allow-utf-8', 'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8'],
  ['text/plain;version=1.0.0;escaping=dots', 'dots', 'text/plain; version=1.0.0; charset=utf-8; escaping=dots'],
  ['text/plain;version=0.0.4;escaping=values', 'values', 'text/plain; version=0.0.4; charset=utf-8; escaping=values'],
  // Version 0.0.4 has no quotes around names.
  ['text/plain;escaping=allow-utf-8', 'underscores', 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores'],
  ['text/plain;version=1.0.0;escaping=rot13', 'underscores', 'text/plain; version=1.0.0; charset=utf-8'],
])('answers %s with names escaped as %s', (accept, escaping, contentType) => {
  expect(negotiate(accept)).toMatchObject({ escaping, contentType });
});

it.each([
  ['gzip', true],
  ['deflate, GZIP;q=0.5', true],
  ['*', true],
  ['gzip;q=0, *', false],
  ['identity', false],
  ['', false],
  [undefined, false],
])('reads Accept-Encoding %s', (header, expected) => {
  expect(acceptsGzip(header)).toBe(expected);
});
