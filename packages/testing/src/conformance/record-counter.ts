import type { MetricsBackendPort } from '@bot-metrics/core';

/** A second backend in the fan-out that counts the records it receives. */
export class RecordCounter implements MetricsBackendPort {
  readonly name = 'another backend';
  records = 0;

  recordCounter(): void {
    this.records += 1;
  }

  setGauge(): void {
    this.records += 1;
  }

  recordHistogram(): void {
    this.records += 1;
  }

  getMetricsOutput(): string {
    return `${this.records}\n`;
  }

  getContentType(): string {
    return 'text/plain';
  }
}
