export { SystemInformationAdapter, type SystemInformationAdapterOptions } from './system-information-adapter.ts';
export type { MountedFileSystem, SystemReader } from './system-reader.ts';
