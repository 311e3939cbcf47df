/**
 * The repository's own modules, as cells import them. The kernel does not type-check them:
 * `npm test` does, and it would add seconds to a notebook's first cell. esbuild compiles each one
 * by itself. A module that changes after a cell has imported it is type-checked from then on, and
 * so are its dependants. For a module that was edited earlier only syntax errors are reported.
 */
import type * as ts from '@tslab/typescript-for-tslab';

/** The folders whose modules `npm test` type-checks. */
const OWN = ['lib', 'course', 'experiments'];

export interface Library {
  /** Returns the files that must be type-checked. */
  toCheck<File extends { fileName: string }>(files: readonly File[]): File[];
  /** Makes `program` emit the source of the other modules unchanged, without compiling it. */
  passThrough(program: ts.BuilderProgram): void;
  /** Returns the module whose source is being emitted, as a path from the root. */
  emitted(): string | undefined;
  /** Records files that changed. */
  changed(files: Iterable<string>): void;
}

/**
 * Returns the record of the repository's modules.
 *
 * @param root the repository's root, with forward slashes
 */
export function library(root: string): Library {
  const folders = OWN.map((name) => `${root}/${name}/`);
  const touched = new Set<string>();
  const isAssumedChecked = (file: string) =>
    folders.some((folder) => file.startsWith(folder)) && file.endsWith('.ts') && !touched.has(file);
  let module: string | undefined;
  return {
    toCheck: (files) => files.filter(({ fileName }) => !isAssumedChecked(fileName)),
    passThrough(program) {
      const { emit } = program;
      program.emit = (file, write, ...rest) => {
        if (!file || !write || !isAssumedChecked(file.fileName)) return emit(file, write, ...rest);
        module = file.fileName.slice(root.length + 1);
        try {
          write(`outDir/${module.replace(/\.ts$/, '.js')}`, file.text, false);
        } finally {
          module = undefined;
        }
        return { emitSkipped: false, diagnostics: [] };
      };
    },
    emitted: () => module,
    changed(files) {
      for (const file of files) touched.add(file);
    },
  };
}
