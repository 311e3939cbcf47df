/**
 * The library's own modules, as cells import them. They are not checked for type errors in every kernel: `npm test` has done that,
 * and it would take seconds of a notebook's first cell. Each is translated by itself, as it stands. One that changes
 * after a cell has imported it is checked like a cell from then on, and so is what imports it; one that was edited before is not,
 * but for its syntax.
 */
import type * as ts from '@tslab/typescript-for-tslab';

/** The folders whose modules `npm test` has checked. */
const OWN = ['lib', 'course', 'experiments'];

export interface Library {
  /** Returns the files that have to be checked. */
  toCheck<File extends { fileName: string }>(files: readonly File[]): File[];
  /** Makes `program` hand on the source of such a module in place of translating it with the types of all others. */
  passThrough(program: ts.BuilderProgram): void;
  /** Returns the module whose source is being handed on, as a path from the root. */
  handedOn(): string | undefined;
  /** Takes note of files that changed. */
  changed(files: Iterable<string>): void;
}

/** @param root the repository's root, with forward slashes */
export function library(root: string): Library {
  const folders = OWN.map((name) => `${root}/${name}/`);
  const touched = new Set<string>();
  const isTakenAsChecked = (file: string) =>
    folders.some((folder) => file.startsWith(folder)) && file.endsWith('.ts') && !touched.has(file);
  let module: string | undefined;
  return {
    toCheck: (files) => files.filter(({ fileName }) => !isTakenAsChecked(fileName)),
    passThrough(program) {
      const { emit } = program;
      program.emit = (file, write, ...rest) => {
        if (!file || !write || !isTakenAsChecked(file.fileName)) return emit(file, write, ...rest);
        module = file.fileName.slice(root.length + 1);
        try {
          write(`outDir/${module.replace(/\.ts$/, '.js')}`, file.text, false);
        } finally {
          module = undefined;
        }
        return { emitSkipped: false, diagnostics: [] };
      };
    },
    handedOn: () => module,
    changed(files) {
      for (const file of files) touched.add(file);
    },
  };
}
