import type { Labels } from '../src/labels/label-schema.ts';
import type { MetricsRecorder } from '../src/ports/metrics-backend-port.ts';

type Call = readonly [method: keyof MetricsRecorder, name: string, value: number | undefined, labels: Labels];

/** A mock with just the three methods: keeps every call, labels without empty ones. */
export class RecordedCalls implements MetricsRecorder {
  readonly calls: Call[] = [];

  recordCounter(name: string, value?: number, labels: Labels = {}): void {
    this.calls.push(['recordCounter', name, value, withoutEmpty(labels)]);
  }

  setGauge(name: string, value: number, labels: Labels = {}): void {
    this.calls.push(['setGauge', name, value, withoutEmpty(labels)]);
  }

  recordHistogram(name: string, value: number, labels: Labels = {}): void {
    this.calls.push(['recordHistogram', name, value, withoutEmpty(labels)]);
  }
}

/** Empty means absent everywhere. */
function withoutEmpty(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}
