import { join } from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from '../../lib/repository';

/** How programs find packages: a name, the file of a program, and TypeScript's settings. */
export const RESOLUTIONS: [string, string, ts.ModuleKind, ts.ModuleResolutionKind][] = [
  ['node16, ES modules', 'program.mts', ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
  ['node16, CommonJS', 'program.cts', ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
  ['bundler', 'program.ts', ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
];

const PACKAGES = join(repositoryRoot(), 'node_modules', '/');
/** The declarations of installed packages and of TypeScript, which each program would read again. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** Returns what TypeScript finds wrong in a file that uses a package. */
export function typeFaults(
  file: string,
  module: ts.ModuleKind,
  moduleResolution: ts.ModuleResolutionKind,
): string[] {
  const options: ts.CompilerOptions = {
    module,
    moduleResolution,
    noEmit: true,
    strict: true,
    target: ts.ScriptTarget.ES2022,
    types: [],
    skipLibCheck: true, // tfjs' own types have errors
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (path, how, ...rest) => {
    if (!join(path).startsWith(PACKAGES)) return getSourceFile(path, how, ...rest);
    const format = typeof how === 'object' ? how.impliedNodeFormat : undefined;
    const key = `${path} ${format}`;
    if (!parsed.has(key)) parsed.set(key, getSourceFile(path, how, ...rest));
    return parsed.get(key);
  };
  const program = ts.createProgram([file], options, host);
  const faults = ts.getPreEmitDiagnostics(program, program.getSourceFile(file));
  return faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
