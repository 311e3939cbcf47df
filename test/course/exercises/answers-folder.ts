import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../lib/repository';

/** A temporary folder for answers. */
export interface AnswersFolder {
  /** Absolute path. Files here import `../lib/...`, as files in `exercises/` do. */
  path: string;
  /** Writes an answer into the folder. */
  write(name: string, code: string): void;
  remove(): void;
}

/** Returns a new folder for answers. `exercises/` itself may hold a learner's work. */
export function answersFolder(): AnswersFolder {
  const state = join(repositoryRoot(), '.sentiment-lab');
  mkdirSync(state, { recursive: true });
  const home = mkdtempSync(join(state, 'answers-'));
  const path = join(home, 'exercises');
  mkdirSync(path);
  symlinkSync(join(repositoryRoot(), 'lib'), join(home, 'lib'), 'junction');
  return {
    path,
    write: (name, code) => writeFileSync(join(path, `${name}.ts`), code),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
