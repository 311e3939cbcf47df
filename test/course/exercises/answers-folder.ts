import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../lib/repository';

export interface AnswersFolder {
  /** Absolute path; what lies here imports `../lib/...` as files in `exercises/` do. */
  path: string;
  /** Puts an answer there. */
  write(name: string, code: string): void;
  remove(): void;
}

/** Returns a new folder for answers, apart from `exercises/`, which is somebody's work. */
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
