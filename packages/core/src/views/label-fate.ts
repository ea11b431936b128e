import { labelText } from '../labels/label-text.ts';
import { matchesPattern } from './pattern.ts';
import type { LabelMap, LabelView } from './view.ts';

/** The only label of a metric's overflow series; no view touches it. */
export const OVERFLOW_LABEL = 'otel.metric.overflow';

/** What views make of one label. */
export interface LabelFate {
  readonly name: string;
  readonly maps: readonly LabelMap[];
}

/** What becomes of a label, `undefined` where it is left out. */
export function labelFate(name: string, views: readonly LabelView[]): LabelFate | undefined {
  if (name === OVERFLOW_LABEL) return { name, maps: [] };
  const maps: LabelMap[] = [];
  let now = name;
  for (const { keep, drop, map = {}, rename = {} } of views) {
    if (keep?.includes(now) === false || drop?.includes(now)) return undefined;
    if (Object.hasOwn(map, now)) maps.push(map[now]!);
    if (Object.hasOwn(rename, now)) now = rename[now]!;
  }
  return { name: now, maps };
}

/** The value of a label after its maps. One that cannot be mapped, because the function throws, stays as it is. */
export function mappedValue(value: string, maps: readonly LabelMap[]): string {
  return maps.reduce((text, map) => {
    try {
      return labelText(mappedOnce(text, map)) ?? text;
    } catch {
      return text;
    }
  }, value);
}

function mappedOnce(text: string, map: LabelMap): unknown {
  if (typeof map === 'function') return map(text);
  const fit = Object.entries(map).find(([pattern]) => matchesPattern(pattern, text));
  return fit === undefined ? text : fit[1];
}
