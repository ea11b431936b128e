import { labelText } from '../labels/record-labels.ts';
import { type LabelMap, type LabelView, matchesPattern } from './view.ts';

/** The only label of a metric's overflow series. Views leave it as it is. Source: OpenTelemetry's cardinality limits. */
export const OVERFLOW_LABEL = 'otel.metric.overflow';

/** The name of one label after all views, and the maps to apply to its values. */
export interface LabelTransform {
  readonly name: string;
  readonly maps: readonly LabelMap[];
}

/** How views transform a label; `undefined` if they drop it. */
export function transformLabel(name: string, views: readonly LabelView[]): LabelTransform | undefined {
  if (name === OVERFLOW_LABEL) return { name, maps: [] };
  const maps: LabelMap[] = [];
  let current = name;
  for (const { keep, drop, map = {}, rename = {} } of views) {
    if (keep?.includes(current) === false || drop?.includes(current)) return undefined;
    if (Object.hasOwn(map, current)) maps.push(map[current]!);
    if (Object.hasOwn(rename, current)) current = rename[current]!;
  }
  return { name: current, maps };
}

/** Applies the maps to a label value, in order. A map that throws leaves the value as it is. */
export function mapValue(value: string, maps: readonly LabelMap[]): string {
  return maps.reduce((text, map) => {
    try {
      return labelText(applyMap(text, map)) ?? text;
    } catch {
      return text;
    }
  }, value);
}

function applyMap(text: string, map: LabelMap): unknown {
  if (typeof map === 'function') return map(text);
  const match = Object.entries(map).find(([pattern]) => matchesPattern(pattern, text));
  return match === undefined ? text : match[1];
}
