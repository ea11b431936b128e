import type { BackendFeatures } from '@bot-metrics/core/backend';
import { MemoryBackend } from './memory-backend.ts';

/** Sends totals to a receiver that adds up changes. */
export class SendsTotals extends MemoryBackend {
  override readonly features: BackendFeatures = {
    temporality: 'cumulative',
    delivery: 'acknowledged',
    histograms: true,
  };
}
