export { type EffectiveConfig, type EffectiveSetting, effectiveConfig } from './config/effective-config.ts';
export { suggest } from './config/suggest.ts';
