import type { Labels } from './label-schema.ts';

/** A copy of `labels` with `constants`. Labels that cannot be copied stay themselves: each record with them is refused. */
export function merged(labels: Labels, constants: Labels): Labels {
  try {
    return { ...labels, ...constants };
  } catch {
    return labels;
  }
}
