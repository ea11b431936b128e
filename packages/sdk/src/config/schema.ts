import * as v from 'valibot';
import { auth, backendSchema, tls } from './backend-schema.ts';
import { choice, listOf, mapOf, strictMap } from './expected.ts';
import { duration, flag, port, scalars, text } from './leaf-schemas.ts';
import type { Settings } from './settings.ts';
import { viewSchema } from './view-schema.ts';

const optional = v.exactOptional;

/** Strict everywhere: a key that is not here is an error. */
export const settingsSchema: v.GenericSchema<unknown, Settings> = strictMap({
  $schema: optional(text),
  service: optional(
    strictMap({
      name: optional(text),
      version: optional(text),
      namespace: optional(text),
      environment: optional(text),
      instanceId: optional(text),
    }),
  ),
  resource: optional(scalars),
  backends: optional(mapOf(backendSchema)),
  admin: optional(
    strictMap({
      enabled: optional(flag),
      host: optional(text),
      port: optional(port),
      auth: optional(auth),
      tls: optional(tls),
      gracePeriod: optional(duration),
    }),
  ),
  prefix: optional(text),
  labels: optional(scalars),
  views: optional(listOf(viewSchema)),
  ownMetrics: optional(flag),
  naming: optional(choice(['semantic', 'classic', 'both'])),
  system: optional(strictMap({ interval: optional(duration), diskPath: optional(text) })),
  runtime: optional(flag),
  database: optional(strictMap({ interval: optional(duration), pool: optional(text) })),
  tasks: optional(strictMap({ interval: optional(duration), queue: optional(text) })),
  business: optional(strictMap({ interval: optional(duration) })),
});
