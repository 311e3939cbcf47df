/** Builds what runs the cells of the course in a tab. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../lib/repository';
import { writeDeclarations } from './build-declarations';
import { buildWorkers } from './build-workers';
import { buildLibrary } from './library/build';

/**
 * Builds the kernel's workers, the declarations of what cells import, and `library/` with its data
 * into a folder.
 *
 * @throws if the data sets are not installed
 */
export async function buildCourse(out: string): Promise<void> {
  await buildWorkers(out);
  await writeDeclarations(importedByLessons(), join(out, 'declarations.bin'));
  await buildLibrary(join(out, 'library'));
}

/** Returns what the cells of lessons import. */
function importedByLessons(): string[] {
  const folder = join(repositoryRoot(), 'lessons');
  const sources = readdirSync(folder)
    .filter((name) => /^\d\d-.*[.]ts$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const specifiers = sources.flatMap((text) =>
    Array.from(text.matchAll(/ from '([^']+)'/g), ([, one]) => one!),
  );
  return [...new Set([...specifiers, 'tslab'])].sort();
}
