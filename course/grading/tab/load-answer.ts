import { transform } from 'sucrase';
import { importsOf } from '../../../kernel/script/imports';
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
    const options = { disableESTransforms: true, filePath: file };
    const { code: module } = transform(code[file]!, { transforms: ['typescript'], ...options });
    const { code: script } = transform(module, { transforms: ['imports'], ...options });
    for (const { specifier } of importsOf(module)) {
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
    // Answers may import each other.
    const exported = new Map<string, object>([...scripts.keys()].map((file) => [file, {}]));
    for (const [file, script] of scripts) {
      const exports = exported.get(file)!;
      const require = (specifier: string) => {
        const found = exported.get(siblingOf(file, specifier)) ?? modules.get(specifier);
        if (found) return found;
        throw new Error(refusedImport(specifier) ?? `there is no \`require\`: import ${specifier}`);
      };
      await asFunction(file, script)(require, exports, { exports });
    }
    return exported.get(path)!;
  };
}

type Script = (
  require: (specifier: string) => object,
  exports: object,
  module: object,
  load?: ImportModule,
) => Promise<void>;

/** What `import` is called in a script that calls its last parameter for `import()`. */
export const IMPORT_CALL = '$$load';

/** Returns a compiled module as a function. Its first line is the module's, so that lines stay. */
export function asFunction(file: string, script: string): Script {
  const source = `(async function (require, exports, module, ${IMPORT_CALL}) {${script}\n})\n//# sourceURL=/${file}`;
  // biome-ignore lint/security/noGlobalEval: this runs the learner's code
  return globalThis.eval(source) as Script;
}

/** Returns the path of an answer that another one imports. */
export function siblingOf(file: string, specifier: string): string {
  return `${file.replace(/[^/]*$/, '')}${specifier.replace(/^[.][/]/, '')}`.replace(/([.]ts)?$/, '.ts');
}
