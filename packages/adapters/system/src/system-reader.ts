/** A mounted file system. */
export interface MountedFileSystem {
  readonly mount: string;
  /** Percent used, 0 to 100, of the space that unprivileged programs may fill. */
  readonly use: number;
}

/** The part of `systeminformation` that is used; tests substitute it. */
export interface SystemReader {
  /** Bytes. */
  mem(): Promise<{ readonly total: number; readonly available: number }>;
  /** Percent, 0 to 100. */
  currentLoad(): Promise<{ readonly currentLoad: number }>;
  fsSize(): Promise<readonly MountedFileSystem[]>;
}

/** Loads the package on the first reading, so that programs that never read do not pay for it. */
export async function loadSystemInformation(): Promise<SystemReader> {
  const { mem, currentLoad, fsSize } = await import('systeminformation');
  return { mem: () => mem(), currentLoad: () => currentLoad(), fsSize: () => fsSize() };
}

/** Finds the file system that holds `path`, the one with the longest matching mount point, and returns its percent used. */
export function findDiskUsage(fileSystems: readonly MountedFileSystem[], path: string): number | undefined {
  let holder: MountedFileSystem | undefined;
  for (const candidate of fileSystems) {
    if (holds(candidate.mount, path) && candidate.mount.length >= (holder?.mount.length ?? 0)) holder = candidate;
  }
  return holder?.use;
}

function holds(mount: string, path: string): boolean {
  if (!path.startsWith(mount)) return false;
  return path.length === mount.length || /[/\\]$/.test(mount) || /^[/\\]/.test(path.slice(mount.length));
}
