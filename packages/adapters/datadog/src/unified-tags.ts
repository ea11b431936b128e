type Resource = Readonly<Record<string, string | number | boolean>>;

/** What Datadog ties metrics, traces and logs together by. */
export interface UnifiedTags {
  readonly service?: string;
  readonly env?: string;
  readonly version?: string;
}

/** What the SDK calls a service without a name. */
const UNNAMED = 'unknown_service:node';

/**
 * The tags of unified service tagging: as they are given, or as the resource has them.
 * Source: https://docs.datadoghq.com/getting_started/tagging/unified_service_tagging/
 */
export function unifiedTagsOf(given: UnifiedTags, resource: Resource): UnifiedTags {
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
