import { MemoryBackend } from './memory-backend.ts';

/** Starts an export while another one is running. */
export class ExportsSideBySide extends MemoryBackend {
  override flush(): Promise<void> {
    return this.exportOnce();
  }
}
