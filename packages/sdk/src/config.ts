export { type EffectiveConfig, type EffectiveSetting, effectiveConfig } from './config/effective-config.ts';
