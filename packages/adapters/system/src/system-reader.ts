/** A file system as the host mounts it. */
export interface MountedFileSystem {
  readonly mount: string;
  /** Percent used, 0 to 100, of what unprivileged programs may fill. */
  readonly use: number;
}

/** What the adapter needs of `systeminformation`; a stand-in for it in tests. */
export interface SystemReader {
  /** Bytes. */
  mem(): Promise<{ readonly total: number; readonly available: number }>;
  /** Percent, 0 to 100. */
  currentLoad(): Promise<{ readonly currentLoad: number }>;
  fsSize(): Promise<readonly MountedFileSystem[]>;
}

/** Loads the package when the host is first read, so that a program that never asks does not pay for it. */
export async function loadSystemInformation(): Promise<SystemReader> {
  const { mem, currentLoad, fsSize } = await import('systeminformation');
  return { mem: () => mem(), currentLoad: () => currentLoad(), fsSize: () => fsSize() };
}
