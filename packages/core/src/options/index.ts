export type { Problem } from '../bot-metrics-error.ts';
export {
  type BackendContext,
  type BackendDeclaration,
  checkOptions,
  defineBackend,
  isBackendDeclaration,
  resolveOptions,
} from './backend-declaration.ts';
export { either, group, isTree, list, map, readGroup } from './collections.ts';
export { configurationError } from './configuration-error.ts';
export type { Duration } from './duration.ts';
export {
  type JsonSchema,
  leaf,
  type Option,
  type OptionDetails,
  type OptionGroup,
  type OptionsOf,
  type Reading,
  type ResolvedOptions,
  UnreadableValue,
} from './option.ts';
export { cleanPasted } from './pasted.ts';
export { mapSecrets, type Pem, pem, readSecret, type Secret, type SecretDetails, secret } from './secrets.ts';
export { showKind, showUnlessSecret, showValue, withoutCredentials } from './shown.ts';
export { suggest } from './suggest.ts';
export {
  digits,
  flag,
  integer,
  oneOf,
  port,
  ready,
  scalar,
  seconds,
  text,
  url,
} from './values.ts';
