type Resource = Readonly<Record<string, string | number | boolean>>;

/** The tags by which Datadog correlates metrics, traces and logs. */
export interface UnifiedTags {
  readonly service?: string | undefined;
  readonly env?: string | undefined;
  readonly version?: string | undefined;
}

/** The SDK's name for a service without one. */
const UNNAMED = 'unknown_service:node';

/**
 * The tags of unified service tagging: the options, or else the resource attributes.
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
