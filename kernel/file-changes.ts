/**
 * Which source files changed since the last cell. TypeScript's own file watchers report changes
 * late, or never beyond a limit of the operating system, and watch every folder of `node_modules`.
 * A cell needs the changes only when it runs, so the kernel then checks a few hundred files and
 * watches nothing.
 */
import { statSync } from 'node:fs';
import type * as ts from '@tslab/typescript-for-tslab';

export interface FileChanges {
  /** Replaces the compiler's `sys.watchFile`. */
  watchFile(path: string, onChange: ts.FileWatcherCallback): ts.FileWatcher;
  /** Returns whether a file existed at the last report. */
  exists(path: string): boolean;
  /**
   * Reports every changed file to the compiler, and every file that `dependants` returns for
   * these: a loaded module keeps what it imported, so it must be loaded again.
   */
  report(dependants: (changed: ReadonlySet<string>) => Iterable<string>): void;
}

interface Watched {
  version: string;
  onChange: Set<ts.FileWatcherCallback>;
}

const ABSENT = '';

/** Returns a record of source files. Packages are assumed never to change. */
export function fileChanges({ Created, Changed, Deleted }: typeof ts.FileWatcherEventKind): FileChanges {
  const files = new Map<string, Watched>();

  function watchFile(path: string, onChange: ts.FileWatcherCallback): ts.FileWatcher {
    if (path.includes('/node_modules/')) return { close() {} };
    const watched = files.get(path) ?? { version: versionOf(path), onChange: new Set() };
    files.set(path, watched);
    watched.onChange.add(onChange);
    return {
      close() {
        watched.onChange.delete(onChange);
        if (watched.onChange.size === 0) files.delete(path);
      },
    };
  }

  function report(dependants: (changed: ReadonlySet<string>) => Iterable<string>): void {
    const changes = new Map<string, ts.FileWatcherEventKind>();
    for (const [path, watched] of files) {
      const version = versionOf(path);
      if (version === watched.version) continue;
      changes.set(path, version === ABSENT ? Deleted : watched.version === ABSENT ? Created : Changed);
      watched.version = version;
    }
    if (changes.size === 0) return;
    for (const path of dependants(new Set(changes.keys())))
      if (!changes.has(path)) changes.set(path, Changed);
    for (const [path, kind] of changes)
      for (const onChange of [...(files.get(path)?.onChange ?? [])]) onChange(path, kind);
  }

  function exists(path: string): boolean {
    return (files.get(path)?.version ?? versionOf(path)) !== ABSENT;
  }

  return { watchFile, exists, report };
}

function versionOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size}` : ABSENT;
}
