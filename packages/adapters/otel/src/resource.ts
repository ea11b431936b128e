import type { Attributes } from './metric-data.ts';

/** OpenTelemetry's `Resource`, as far as exporters and serializers read it. */
export interface Resource {
  readonly attributes: Attributes;
  merge(other: MergeableResource | null): Resource;
  getRawAttributes(): [string, string | number | boolean][];
}

/** Any resource of either line; attributes that are no single value are left out of a merge. */
interface MergeableResource {
  readonly attributes: { readonly [name: string]: unknown };
}

export function resourceOf(attributes: Readonly<Attributes>): Resource {
  return {
    attributes,
    merge: (other) => (other === null ? resourceOf(attributes) : resourceOf({ ...attributes, ...single(other) })),
    getRawAttributes: () => Object.entries(attributes),
  };
}

function single(resource: MergeableResource): Attributes {
  return Object.fromEntries(Object.entries(resource.attributes).filter(isSingle));
}

function isSingle(entry: [string, unknown]): entry is [string, string | number | boolean] {
  return ['string', 'number', 'boolean'].includes(typeof entry[1]);
}
