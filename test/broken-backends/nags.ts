import type { Snapshot } from '@bot-metrics/core/backend';
import { MemoryBackend } from './memory-backend.ts';

/** Warns about every single failure. */
export class Nags extends MemoryBackend {
  protected override failed(snapshot: Snapshot): void {
    this.diagnostics.report({ code: 'export_failed', message: 'again', severity: 'warn' });
    super.failed(snapshot);
  }
}
