import { MemoryBackend } from './memory-backend.ts';

/** Takes what was shown for delivered. */
export class DeliversItsOutput extends MemoryBackend {
  override async getMetricsOutput(): Promise<string> {
    const snapshot = await this.reader.collect();
    snapshot.acknowledge();
    return JSON.stringify(this.changesOf(snapshot));
  }
}
