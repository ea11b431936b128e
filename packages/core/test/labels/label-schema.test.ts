import { expect, expectTypeOf, test } from 'vitest';
import type { Counter, Gauge, Histogram, Timer } from '../../src/instruments/instrument.ts';
import {
  type Arguments,
  bounded,
  type Labels,
  type LabelsOf,
  type LabelValue,
  labelNames,
  optional,
} from '../../src/labels/label-schema.ts';
import { Metrics } from '../../src/metrics.ts';
import { RecordedCalls } from '../recorded-calls.ts';

const metrics = new Metrics(new RecordedCalls());

/** Exactly the same type, `readonly` and `?` included. */
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Accepts<Instrument extends { add: (...args: never[]) => void }, Given extends readonly unknown[]> =
  Given extends Parameters<Instrument['add']> ? true : false;

/** Compiles only for `true`. */
function holds<_ extends true>(): void {}
/** Compiles only for `false`. */
function fails<_ extends false>(): void {}

const plain = metrics.counter('plain');
const listed = metrics.counter('listed', { labels: ['method', 'status'] });
const closed = metrics.counter('closed', {
  labels: { status: ['ok', 'error'], code: [200, 500], cached: [true, false] },
});
const mixed = metrics.counter('mixed', {
  labels: { status: ['ok', 'error'], reason: optional(['timeout', 'refused']) },
});
const lenient = metrics.counter('lenient', { labels: { reason: optional(['timeout']), chat: optional(bounded(5)) } });
const open = metrics.counter('open', { labels: { channel: bounded(50) } });

test('an instrument without labels takes none', () => {
  holds<Equal<typeof plain, Counter<readonly []>>>();
  holds<Equal<Arguments<readonly []>, []>>();
  holds<Accepts<typeof plain, [number]>>();
  fails<Accepts<typeof plain, [number, { readonly method: string }]>>();
  holds<Accepts<typeof plain, []>>();
  fails<Accepts<typeof plain, [string]>>();
});

test('a list of names needs each of them, with any value', () => {
  holds<Equal<LabelsOf<['method', 'status']>, { readonly method: LabelValue; readonly status: LabelValue }>>();
  holds<Accepts<typeof listed, [number, { method: string; status: number }]>>();
  holds<Accepts<typeof listed, [number, { method: boolean; status: 'ok' }]>>();
  fails<Accepts<typeof listed, []>>();
  fails<Accepts<typeof listed, [number]>>();
  fails<Accepts<typeof listed, [number, { method: string }]>>();
  fails<Accepts<typeof listed, [number, { method: string; status: undefined }]>>();
  fails<Accepts<typeof listed, [number, { method: string; status: Date }]>>();
});

test('closed value sets are inferred without `as const` and admit nothing else', () => {
  holds<Accepts<typeof closed, [number, { status: 'ok'; code: 200; cached: false }]>>();
  fails<Accepts<typeof closed, [number, { status: 'OK'; code: 200; cached: false }]>>();
  fails<Accepts<typeof closed, [number, { status: string; code: 200; cached: false }]>>();
  fails<Accepts<typeof closed, [number, { status: 'ok'; code: '200'; cached: false }]>>();
  fails<Accepts<typeof closed, [number, { status: 'ok'; code: 404; cached: false }]>>();
  fails<Accepts<typeof closed, [number, { status: 'ok'; code: 200 }]>>();
});

test('an optional label may be left out, but not be another value', () => {
  holds<Accepts<typeof mixed, [number, { status: 'ok' }]>>();
  holds<Accepts<typeof mixed, [number, { status: 'error'; reason: 'timeout' }]>>();
  fails<Accepts<typeof mixed, [number, { reason: 'timeout' }]>>();
  fails<Accepts<typeof mixed, [number, { status: 'ok'; reason: 'other' }]>>();
  fails<Accepts<typeof mixed, [number, { status: 'ok'; reason: undefined }]>>();
  fails<Accepts<typeof mixed, [number]>>();
});

test('the argument is optional when every label is', () => {
  holds<Equal<Arguments<{ readonly reason: ReturnType<typeof optional<['timeout']>> }>['length'], 0 | 1>>();
  holds<Accepts<typeof lenient, [number]>>();
  holds<Accepts<typeof lenient, [number, { reason: 'timeout'; chat: 5 }]>>();
  fails<Accepts<typeof lenient, [number, { reason: 'refused' }]>>();
});

test('a bounded label takes any value', () => {
  holds<Accepts<typeof open, [number, { channel: string }]>>();
  holds<Accepts<typeof open, [number, { channel: 5 }]>>();
  fails<Accepts<typeof open, [number, { channel: null }]>>();
  fails<Accepts<typeof open, [number]>>();
});

test('a schema that is known only as a list of strings takes any labels', () => {
  holds<Equal<LabelsOf<readonly string[]>, Labels>>();
  holds<Equal<Arguments<readonly string[]>['length'], 0 | 1>>();
});

test('an object literal may not carry a label that the schema does not name', () => {
  type Extra = { status: 'ok'; code: 200; cached: true; extra: 'x' };
  type Allowed = keyof Parameters<typeof closed.add>[1];
  holds<Equal<Exclude<keyof Extra, Allowed>, 'extra'>>();
  fails<Extra extends { [K in keyof Extra]: K extends Allowed ? Extra[K] : never } ? true : false>();
});

test('bound handles take no labels, whatever the instrument took', () => {
  holds<Equal<ReturnType<typeof listed.bind>, Counter<readonly []>>>();
  holds<Equal<Parameters<typeof listed.bind>, Parameters<typeof listed.remove>>>();
  holds<Equal<ReturnType<Gauge<['a']>['bind']>, Gauge<readonly []>>>();
  holds<Equal<ReturnType<Histogram<['a']>['bind']>, Histogram<readonly []>>>();
  holds<Equal<ReturnType<Timer<['a']>['bind']>, Timer<readonly []>>>();
});

test('a timer hands through what its task returns, and its stop function takes the labels', () => {
  const timer = metrics.timer('timed', { labels: ['step'] });
  expectTypeOf(timer.time(() => 'text' as const, { step: 1 })).toEqualTypeOf<'text'>();
  expectTypeOf(timer.time(async () => 5, { step: 1 })).toEqualTypeOf<Promise<number>>();
  expectTypeOf(timer.start()).parameters.toEqualTypeOf<[labels: { readonly step: LabelValue }]>();
});

test('label names keep their declared order in both kinds of schema', () => {
  expect(labelNames(['z', 'a', 'm'])).toEqual(['z', 'a', 'm']);
  expect(labelNames({ z: ['1'], a: bounded(5), m: optional(['x']) })).toEqual(['z', 'a', 'm']);
});
