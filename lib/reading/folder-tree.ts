/** The folders of files that are known by their paths. */

/** A file by its path, with `/` between folders. */
export interface Named {
  path: string;
}

/** A folder: its files, and its folders. */
export interface Folder<F> {
  path: string; // with a / at its end, but for the root
  files: F[];
  folders: Map<string, Folder<F>>;
}

/** Returns the tree of files. @param path that of the root, which all paths begin with */
export function folderOf<F extends Named>(path: string, files: readonly F[]): Folder<F> {
  const root: Folder<F> = { path, files: [], folders: new Map() };
  for (const file of files) {
    const names = file.path.slice(path.length).split('/').slice(0, -1);
    let at = root;
    for (const name of names) {
      const next = at.folders.get(name) ?? { path: `${at.path}${name}/`, files: [], folders: new Map() };
      at.folders.set(name, next);
      at = next;
    }
    at.files.push(file);
  }
  return root;
}

/** Orders files by their paths. */
export function comparePaths(a: Named, b: Named): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

/** Returns the last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
