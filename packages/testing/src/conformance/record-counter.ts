import type { MetricsBackendPort } from '@bot-metrics/core';

/** Another backend of the same fan-out: counts the records that it gets. */
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
