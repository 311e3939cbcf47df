import { transform } from 'sucrase';
import { refusedImport } from '../refused-import';

/** Returns a module that an answer may import. */
export type ImportModule = (specifier: string) => Promise<object>;

/**
 * Compiles an answer, and loads what it imports. Returns a function that runs it and returns its
 * exports.
 *
 * @param path of the answer: `exercises/17-masked-mean.ts`
 * @param code by path, of the answer and of those that it imports
 * @throws for an import that an answer may not have, and for code that is not TypeScript
 */
export async function loadAnswer(
  path: string,
  code: Readonly<Record<string, string>>,
  importModule: ImportModule,
): Promise<() => Promise<object>> {
  const modules = new Map<string, object>();
  const scripts = new Map<string, string>(); // in the order in which they run
  const visited = new Set<string>();
  const prepare = async (file: string): Promise<void> => {
    if (visited.has(file)) return;
    visited.add(file);
    // Lines stay where they are, so that stacks need no source map.
    const { code: script } = transform(code[file]!, {
      transforms: ['typescript', 'imports'],
      disableESTransforms: true,
      filePath: file,
    });
    for (const [, specifier = ''] of script.matchAll(/\brequire\('([^']+)'\)/g)) {
      const refusal = refusedImport(specifier);
      if (refusal) throw new Error(refusal);
      const sibling = siblingOf(file, specifier);
      if (sibling in code) await prepare(sibling);
      else if (!modules.has(specifier)) modules.set(specifier, await importModule(specifier));
    }
    scripts.set(file, script);
  };
  await prepare(path);
  return async () => {
    const ran = new Map<string, object>();
    for (const [file, script] of scripts) {
      const module = { exports: {} };
      ran.set(file, module.exports);
      await asFunction(file, script)(
        (specifier) => ran.get(siblingOf(file, specifier)) ?? modules.get(specifier)!,
        module.exports,
        module,
      );
    }
    return ran.get(path)!;
  };
}

type Script = (require: (specifier: string) => object, exports: object, module: object) => Promise<void>;

/** Returns a compiled module as a function. Its first line is the module's, so that lines stay. */
export function asFunction(file: string, script: string): Script {
  const source = `(async function (require, exports, module) {${script}\n})\n//# sourceURL=/${file}`;
  // biome-ignore lint/security/noGlobalEval: this runs the learner's code
  return globalThis.eval(source) as Script;
}

/** Returns the path of an answer that another one imports. */
export function siblingOf(file: string, specifier: string): string {
  return `${file.replace(/[^/]*$/, '')}${specifier.replace(/^[.][/]/, '')}`.replace(/([.]ts)?$/, '.ts');
}
