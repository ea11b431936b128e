import type { LabelMap, View } from '@bot-metrics/core';
import * as v from 'valibot';
import { choice, chosen, mapOf, setting, strictMap } from './expected.ts';
import { flag, scalars, text } from './leaf-schemas.ts';

const optional = v.exactOptional;

const names: v.GenericSchema<unknown, readonly string[]> = setting('a list of names', (value) =>
  Array.isArray(value) && value.every((name) => typeof name === 'string') ? value : undefined,
);

const labelMap: v.GenericSchema<unknown, LabelMap> = chosen<LabelMap>(
  (input) => (typeof input === 'function' ? v.custom<LabelMap>(() => true) : scalars),
  [scalars],
);

const buckets: v.GenericSchema<unknown, readonly number[] | 'exponential'> = setting(
  'a list of upper bounds, or "exponential"',
  (value) => (value === 'exponential' || (Array.isArray(value) && value.every(Number.isFinite)) ? value : undefined),
);

/** One view; what cannot be told from a view alone, the store tells. */
export const viewSchema: v.GenericSchema<unknown, View> = strictMap({
  // One that is missing is told by the store: here it would come out as a mistake of the whole view.
  metric: optional(text) as typeof text,
  backends: optional(names),
  enabled: optional(flag),
  name: optional(text),
  labels: optional(
    strictMap({
      keep: optional(names),
      drop: optional(names),
      map: optional(mapOf(labelMap)),
      rename: optional(mapOf(text)),
    }),
  ),
  buckets: optional(buckets),
  merge: optional(choice(['sum', 'max', 'min', 'last'])),
});
