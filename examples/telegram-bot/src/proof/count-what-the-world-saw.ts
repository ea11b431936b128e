import type { Visits } from '../world/visitors.ts';
import type { World } from '../world/world.ts';
import type { Tally } from './tally.ts';

/** Counts what the service cannot count itself, from Telegram's call log and what the visitors sent. */
export function countWhatTheWorldSaw(tally: Tally, { telegram }: World, visits: Visits): void {
  const calls = telegram.calls.filter(({ method }) => method !== 'getUpdates');
  tally.count('telegram.client.request.duration', calls.length);
  tally.count('telegram.client.flood_wait', calls.filter(({ status }) => status === 429).length);
  tally.count('telegram.recipients.unreachable', calls.filter(({ status }) => status === 403).length);
  tally.count('telegram.update.duration', visits.updates);
  tally.count('telegram.update.lag', visits.dated);
}
