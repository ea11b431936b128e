import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MetricsCollectorService, setDefaultCollector } from '@bot-metrics/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as legacy from '../src/index.ts';
import { type KeptWarning, KeptWarnings } from './kept-warnings.ts';
import { oldCalls } from './old-calls.ts';
import { RecordedCalls } from './recorded-calls.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const { endOfSupport, prometheusService } = legacy;
const functions = ['prometheusTimer', 'collectSystemMetrics', 'usePrometheusService', 'createPrometheusService'];
const names = [...Object.keys(prometheusService), ...functions];
let warnings: readonly KeptWarning[];

beforeAll(async () => {
  const kept = new KeptWarnings();
  setDefaultCollector(new MetricsCollectorService(new RecordedCalls()));
  for (let time = 0; time < 3; time++) {
    for (const { positional, byObject } of oldCalls) {
      positional(prometheusService);
      byObject(legacy.createPrometheusService(new RecordedCalls()));
    }
    await prometheusService.getMetrics();
    prometheusService.getContentType();
    legacy.prometheusTimer('database')(() => {})();
    legacy.collectSystemMetrics()();
    expect(() => Reflect.apply(legacy.usePrometheusService, undefined, [{}])).toThrow();
  }
  warnings = await kept.all();
  await kept.release();
});

afterAll(() => setDefaultCollector(undefined));

test('the list contains every exported function', () => {
  const exported = Object.entries(legacy).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
  expect([...functions].sort()).toEqual(exported.sort());
});

test.each(names)('%s warns once per process, with a code, a replacement and the removal date', (name) => {
  const own = warnings.filter(({ message }) => message.startsWith(`${name}() will be removed on`));
  expect(own).toHaveLength(1);
  expect(own[0]?.name).toBe('DeprecationWarning');
  expect(own[0]?.code).toMatch(/^BOT_METRICS_LEGACY_[A-Z]+(_[A-Z]+)*$/);
  expect(own[0]?.message).toMatch(new RegExp(`will be removed on ${endOfSupport}: use \\S`));
});

test('nothing else is deprecated, and every code is unique', () => {
  const deprecations = warnings.filter(({ name }) => name === 'DeprecationWarning');
  expect(deprecations).toHaveLength(names.length);
  expect(new Set(deprecations.map(({ code }) => code)).size).toBe(names.length);
});

test('the code contains the name', () => {
  expect(warnings.map(({ code }) => code)).toContain('BOT_METRICS_LEGACY_RECORD_TELEGRAM_API_REQUEST');
});

test('the end of support is 60 days after the first release', () => {
  const days = (Date.parse(endOfSupport) - Date.parse('2026-12-01')) / 86_400_000;
  expect(days).toBe(60);
});

test.each(['README.md', 'docs/migrating.md'])('%s names that date and no other', (path) => {
  const dates = readFileSync(folder + path, 'utf8').match(/\b20\d\d-\d\d-\d\d\b/g) ?? [];
  expect([...new Set(dates)]).toEqual([endOfSupport]);
});

test.each(names)('the guide gives the same replacement for %s as its warning', (name) => {
  const guide = readFileSync(`${folder}docs/migrating.md`, 'utf8');
  const rows = guide.split('\n').filter((line) => line.startsWith(`| \`${name}(`));
  const [, replacement] =
    warnings.find(({ message }) => message.startsWith(`${name}() `))?.message.split(': use ') ?? [];
  expect(rows).toHaveLength(1);
  expect(rows[0]).toContain(` | \`${replacement}\``);
});
