/** The files that the reader finds in the app: lessons and exercises. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** Without them JupyterLite believes the server, and to many a server `.ts` is a video. */
const MIME_TYPES: Readonly<Record<string, string>> = { '.ts': 'text/typescript', '.md': 'text/markdown' };

/**
 * Writes files into the app's folder, and the lists by which JupyterLite finds them. What the reader
 * changes stays in the browser's storage and comes before these.
 *
 * @param files the texts by path, such as `notebooks/01-start.ipynb`
 * @param date the date of the files, in ISO format
 */
export function writeContents(app: string, files: ReadonlyMap<string, string>, date: string): void {
  const folders = new Map<string, object[]>([['', []]]);
  const model = (path: string, type: string, size: number | null) => ({
    name: posix.basename(path),
    path,
    type,
    created: date,
    last_modified: date,
    content: null,
    format: null,
    mimetype: MIME_TYPES[posix.extname(path)] ?? null,
    size,
    writable: true,
  });
  const list = (path: string): object[] => {
    const known = folders.get(path);
    if (known) return known;
    const fresh: object[] = [];
    folders.set(path, fresh);
    list(parentOf(path)).push(model(path, 'directory', null));
    return fresh;
  };
  for (const [path, text] of files) {
    write(join(app, 'files', path), text);
    const type = path.endsWith('.ipynb') ? 'notebook' : 'file';
    list(parentOf(path)).push(model(path, type, Buffer.byteLength(text)));
  }
  for (const [path, content] of folders) {
    const folder = { ...model(path, 'directory', null), format: 'json', content };
    write(join(app, 'api', 'contents', path, 'all.json'), JSON.stringify(folder));
  }
}

function parentOf(path: string): string {
  const parent = posix.dirname(path);
  return parent === '.' ? '' : parent;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
