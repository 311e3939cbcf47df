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

/** Whether a console may run what was typed, or should wait for more lines. */
export function isComplete(code: string): { status: string; indent?: string } {
  if (/(^|\n)\s*\n\s*$/.test(code)) return { status: 'complete' };
  const { diagnostics = [] } = ts.transpileModule(code, { reportDiagnostics: true });
  const end = code.trimEnd().length;
  const endsEarly = diagnostics.some(
    ({ start = 0, length = 0, code: number }) => start + length >= end && ENDS_EARLY.has(number),
  );
  if (!endsEarly) return { status: 'complete' };
  const line = code.slice(code.lastIndexOf('\n') + 1);
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  return { status: 'incomplete', indent: /[{([]\s*$/.test(line) ? `${indent}  ` : indent };
}

/**
 * What TypeScript says about text that only ends too early: "'}' expected", "Expression expected",
 * "Unterminated template literal", "'*\/' expected", "Argument expression expected".
 */
const ENDS_EARLY = new Set([1005, 1010, 1109, 1135, 1160]);
