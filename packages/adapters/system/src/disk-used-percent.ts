import type { MountedFileSystem } from './system-reader.ts';

/** Percent used of the file system that holds `path`, which is the one with the longest matching mount point. */
export function diskUsedPercent(fileSystems: readonly MountedFileSystem[], path: string): number | undefined {
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
