import { MemoryBackend } from './memory-backend.ts';

/** Shuts down without a final export. */
export class ForgetsOnShutdown extends MemoryBackend {
  override async shutdown(): Promise<void> {
    this.reader.abandon('shutdown');
  }
}
