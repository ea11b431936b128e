import { MemoryBackend } from './memory-backend.ts';

/** Begins an export while another one is under way. */
export class ExportsSideBySide extends MemoryBackend {
  override flush(): Promise<void> {
    return this.exportOnce();
  }
}
