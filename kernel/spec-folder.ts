import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The files of a kernel spec, by name. */
export type SpecFiles = Readonly<Record<string, Buffer>>;

/**
 * Writes a kernel spec, unless its folder has these files already. It replaces the whole folder by
 * a rename, so that a killed run leaves the old spec, the new one or none, but never a part.
 *
 * @param folder `.../kernels/NAME`
 * @param addTo writes what belongs beside the files into the new folder
 */
export function writeSpec(folder: string, files: SpecFiles, addTo?: (fresh: string) => void): void {
  const entries = Object.entries(files);
  if (!addTo && entries.every(([name, content]) => holds(join(folder, name), content))) return;

  const kernels = dirname(folder);
  mkdirSync(kernels, { recursive: true });
  const fresh = mkdtempSync(join(kernels, `.${basename(folder)}-`));
  try {
    for (const [name, content] of entries) writeFileSync(join(fresh, name), content);
    addTo?.(fresh);
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function holds(file: string, content: Buffer): boolean {
  try {
    return readFileSync(file).equals(content);
  } catch {
    return false; // not there, or not readable
  }
}
