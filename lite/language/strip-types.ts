import ts from 'typescript';
import type { Stripped } from './language';

const SETTINGS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Preserve,
  verbatimModuleSyntax: true,
  useDefineForClassFields: true,
  sourceMap: true,
};

/** Returns a module without its types, or what is wrong with its syntax. */
export function stripTypes(code: string): Stripped {
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(code, {
    compilerOptions: SETTINGS,
    fileName: 'cell.ts',
    reportDiagnostics: true,
  });
  const errors = diagnostics?.filter(({ category }) => category === ts.DiagnosticCategory.Error) ?? [];
  if (errors.length === 0)
    return { javascript: outputText.replace(/\n\/\/# sourceMappingURL=.*$/, '\n'), map: sourceMapText ?? '' };
  return {
    diagnostics: errors.map(({ file, start = 0, length = 1, messageText }) => {
      const at = (offset: number) => {
        const { line, character } = file?.getLineAndCharacterOfPosition(offset) ?? { line: 0, character: 0 };
        return { line, column: character };
      };
      return {
        start: at(start),
        end: at(start + length),
        message: ts.flattenDiagnosticMessageText(messageText, '\n'),
      };
    }),
  };
}

/** Returns whether code would be right with more lines, as TypeScript sees it. */
export function endsEarly(code: string): boolean {
  const { diagnostics = [] } = ts.transpileModule(code, { reportDiagnostics: true });
  const end = code.trimEnd().length;
  return diagnostics.some(
    ({ start = 0, length = 0, code: number }) => start + length >= end && ENDS_EARLY.has(number),
  );
}

/**
 * What TypeScript says about text that only ends too early: "'}' expected", "Expression expected",
 * "Unterminated template literal", "'*\/' expected", "Argument expression expected".
 */
const ENDS_EARLY = new Set([1005, 1010, 1109, 1135, 1160]);
