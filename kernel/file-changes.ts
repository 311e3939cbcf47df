/**
 * Which source files changed since the compiler last looked. The compiler would watch them through the operating
 * system, whose news come late or, past a limit, never, and it would watch every folder of `node_modules`. A cell
 * only needs the truth when it is run: so a few hundred files are looked at then, and nothing is watched.
 */
import { statSync } from 'node:fs';
import type * as ts from '@tslab/typescript-for-tslab';

export interface FileChanges {
  /** To take the place of the compiler's own `sys.watchFile`. */
  watchFile(path: string, onChange: ts.FileWatcherCallback): ts.FileWatcher;
  /**
   * Tells the compiler about every file that changed, and about every file that `dependants` names for these:
   * a module that is loaded already keeps what it imported, so it has to be loaded again too.
   */
  report(dependants: (changed: ReadonlySet<string>) => Iterable<string>): void;
}

interface Watched {
  version: string;
  onChange: Set<ts.FileWatcherCallback>;
}

const ABSENT = '';

/** Returns a record of source files; packages are taken as never changing. */
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

  return { watchFile, report };
}

function versionOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size}` : ABSENT;
}
