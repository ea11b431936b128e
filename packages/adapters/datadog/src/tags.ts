import type { Metric } from '@bot-metrics/core/backend';
import { convertName, shorten } from './naming.ts';

/** The identity of a series: Datadog merges points that agree in all of it. */
export interface SeriesIdentity {
  readonly name: string;
  /** Empty if there is none. */
  readonly host: string;
  readonly tags: readonly string[];
}

/** The tags by which Datadog correlates metrics, traces and logs. */
export interface UnifiedTags {
  readonly service?: string | undefined;
  readonly env?: string | undefined;
  readonly version?: string | undefined;
}

type Resource = Readonly<Record<string, string | number | boolean>>;

/** The SDK's name for a service without one. */
const UNNAMED = 'unknown_service:node';

/** Identifies a series. A label replaces a constant tag with the same key, and a label `host` replaces the host. */
export function identifySeries(
  metric: Metric,
  slot: number,
  { host, tags }: { readonly host: string; readonly tags: readonly string[] },
): SeriesIdentity {
  const labelTags = metric.labelsOf(slot).map(([label, value]) => createTag(label, value));
  const keys = new Set(labelTags.map(readKey));
  return {
    name: convertName(metric.definition.name),
    host: keys.has('host') ? '' : host,
    tags: [...tags.filter((tag) => !keys.has(readKey(tag))), ...labelTags],
  };
}

/**
 * Converts a label to a tag, `key:value`. A key starts with a letter and consists of letters, digits, `_`, `-`, `.` and `/`. A value
 * stays unchanged, except for a colon at its end, which Datadog does not allow.
 * Source: https://docs.datadoghq.com/getting_started/tagging/#define-tags
 */
export function createTag(label: string, value: string): string {
  const key = label.replace(/[^A-Za-z0-9_.\-/]/g, '_');
  return shorten(`${/^[A-Za-z]/.test(key) ? key : `tag_${key}`}:${value.replace(/:$/, '_')}`);
}

/** Combines the tags of every metric: `tags`, and those of unified service tagging whose key is not among them. */
export function combineTags(tags: readonly string[], unified: UnifiedTags): string[] {
  const keys = new Set(tags.map(readKey));
  const others = Object.entries(unified).filter(([key]) => !keys.has(key));
  return [...others.map(([key, value]) => createTag(key, value)), ...tags];
}

/**
 * Finds the tags of unified service tagging in the options, or else in the resource attributes.
 * Source: https://docs.datadoghq.com/getting_started/tagging/unified_service_tagging/
 */
export function findUnifiedTags(given: UnifiedTags, resource: Resource): UnifiedTags {
  const attribute = (name: string): string | undefined => {
    const value = resource[name];
    return value === undefined || value === '' || value === UNNAMED ? undefined : String(value);
  };
  const service = given.service ?? attribute('service.name');
  const env = given.env ?? attribute('deployment.environment.name');
  const version = given.version ?? attribute('service.version');
  return {
    ...(service === undefined ? {} : { service }),
    ...(env === undefined ? {} : { env }),
    ...(version === undefined ? {} : { version }),
  };
}

/** Returns the part of a tag before the colon. */
function readKey(tag: string): string {
  return tag.split(':', 1)[0] ?? tag;
}
