/**
 * TypeScript in a worker, with the messages of the Language Server Protocol that
 * `kernel/types/project.ts` sends to TypeScript's own server in Node. All its files are in
 * memory.
 */
import ts from 'typescript';
import type { LanguageServer } from '../../kernel/types/language-server';
import type { LspCompletion, LspDiagnostic, LspSymbol, Range } from '../../kernel/types/protocol';

interface OpenFile {
  text: string;
  version: number;
}

interface Params {
  textDocument: { uri: string; text?: string; version?: number };
  contentChanges?: { text: string }[];
  position?: Range['start'];
}

interface Changed {
  changes: { uri: string }[];
}

/** The folder of TypeScript's own libraries. */
export const LIBRARIES = '/node_modules/typescript/lib';

/**
 * Returns a function that starts TypeScript. What was parsed once is not parsed again.
 *
 * @param files declarations by their path from the root `/`
 */
export function newTypeScript(files: ReadonlyMap<string, string>): () => LanguageServer {
  const parsed = ts.createDocumentRegistry(true, '/');
  let started = 0;
  return () => {
    started += 1;
    return startTypeScript(files, parsed, started);
  };
}

function startTypeScript(
  files: ReadonlyMap<string, string>,
  parsed: ts.DocumentRegistry,
  number: number,
): LanguageServer {
  const open = new Map<string, OpenFile>();
  let options: ts.CompilerOptions = {};
  let names: string[] = [];
  let project: string | undefined; // its configuration; a module beside needs none of its own here
  let changes = 0;

  let folders = foldersOf(files.keys());
  const textOf = (path: string) => open.get(path)?.text ?? files.get(path);
  const versions = new Map<string, number>();
  const snapshots = new Map<string, ts.IScriptSnapshot>();
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => names.filter((name) => open.has(name)),
    getScriptVersion(path) {
      const version = open.get(path)?.version ?? versions.get(path);
      return version === undefined ? '' : `${number} ${version}`; // others have cells of the same name
    },
    getScriptSnapshot(path) {
      const opened = open.get(path);
      if (opened) return ts.ScriptSnapshot.fromString(opened.text);
      const text = files.get(path);
      if (text === undefined) return undefined;
      const kept = snapshots.get(path) ?? ts.ScriptSnapshot.fromString(text);
      snapshots.set(path, kept);
      return kept;
    },
    getProjectVersion: () => String(changes),
    getCurrentDirectory: () => '/',
    getDefaultLibFileName: (given) => `${LIBRARIES}/${ts.getDefaultLibFileName(given)}`,
    fileExists: (path) => textOf(path) !== undefined,
    readFile: textOf,
    directoryExists: (path) => folders.has(path.replace(/[/]$/, '')) || path === '/',
    getDirectories: (path) =>
      [...folders].filter((one) => one.startsWith(`${path}/`)).flatMap((one) => childOf(path, one) ?? []),
    readDirectory: (path) =>
      [...files.keys(), ...open.keys()].filter((one) => one.startsWith(path === '/' ? '/' : `${path}/`)),
    useCaseSensitiveFileNames: () => true,
  };
  const service = ts.createLanguageService(host, parsed);

  const answers: Record<string, (params: Params) => unknown> = {
    'textDocument/diagnostic': ({ textDocument }) => ({ items: diagnostics(pathOf(textDocument.uri)) }),
    'textDocument/documentSymbol': ({ textDocument }) => symbols(pathOf(textDocument.uri)),
    'textDocument/completion': (params) => completions(...placeOf(params)),
    'textDocument/hover': (params) => hover(...placeOf(params)),
  };
  return {
    async ask<Result>(method: string, params: object) {
      return answers[method]?.(params as Params) as Result;
    },
    notify(method, params) {
      const { textDocument, contentChanges } = params as Params;
      if (method === 'textDocument/didOpen') write(pathOf(textDocument.uri), textDocument.text ?? '');
      if (method === 'textDocument/didChange')
        write(pathOf(textDocument.uri), contentChanges?.at(-1)?.text ?? '');
      if (method === 'workspace/didChangeWatchedFiles') forget((params as Changed).changes);
      if (method === 'textDocument/didClose') {
        open.delete(pathOf(textDocument.uri));
        changes += 1;
      }
    },
    hasEnded: false,
    close: () => service.dispose(),
  };

  /** Reads files again that were changed or made. */
  function forget(changed: readonly { uri: string }[]): void {
    for (const { uri } of changed) {
      snapshots.delete(pathOf(uri));
      versions.set(pathOf(uri), changes);
    }
    folders = foldersOf([...files.keys(), ...open.keys()]);
    changes += 1;
  }

  function write(path: string, text: string): void {
    changes += 1;
    if (path.endsWith('/tsconfig.json')) {
      project ??= path;
      if (path !== project) return;
      const config = JSON.parse(text) as { compilerOptions: object; files: string[] };
      const folder = path.slice(0, -'/tsconfig.json'.length);
      names = config.files.map((name) => `${folder}/${name}`);
      options = ts.convertCompilerOptionsFromJson(config.compilerOptions, '/').options;
      return;
    }
    if (!open.has(path)) for (const folder of foldersOf([path])) folders.add(folder);
    open.set(path, { text, version: changes });
  }

  function placeOf({ textDocument, position = { line: 0, character: 0 } }: Params): [string, number] {
    const path = pathOf(textDocument.uri);
    const lines = (textOf(path) ?? '').split('\n').slice(0, position.line);
    return [path, lines.reduce((sum, line) => sum + line.length + 1, 0) + position.character];
  }

  function rangeOf(path: string, { start, length }: ts.TextSpan): Range {
    const text = textOf(path) ?? '';
    const at = (offset: number) => {
      const before = text.slice(0, offset).split('\n');
      return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    };
    return { start: at(start), end: at(start + length) };
  }

  function diagnostics(path: string): LspDiagnostic[] {
    if (!service.getProgram()?.getSourceFile(path)) return []; // nothing imports it
    const syntax = service.getSyntacticDiagnostics(path);
    const found = syntax.length > 0 ? syntax : service.getSemanticDiagnostics(path);
    return found.map(({ start = 0, length = 0, category, code, messageText }) => ({
      range: rangeOf(path, { start, length }),
      severity: category === ts.DiagnosticCategory.Error ? 1 : 3,
      code,
      message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }));
  }

  function symbols(path: string): LspSymbol[] {
    const { childItems = [] } = service.getNavigationTree(path);
    return childItems.map(({ text }) => ({ name: text, kind: 0 }));
  }

  function completions(path: string, offset: number): LspCompletion[] {
    const found = service.getCompletionsAtPosition(path, offset, {
      includeCompletionsForModuleExports: false,
    });
    return (found?.entries ?? []).map(({ name, sortText, replacementSpan }) => ({
      label: name,
      sortText,
      ...(replacementSpan ? { textEdit: { range: rangeOf(path, replacementSpan) } } : {}),
    }));
  }

  function hover(path: string, offset: number): { contents: { value: string } } | null {
    const info = service.getQuickInfoAtPosition(path, offset);
    if (!info) return null;
    const signature = ts.displayPartsToString(info.displayParts);
    const text = [
      ts.displayPartsToString(info.documentation),
      ...(info.tags ?? []).map(({ name, text: parts }) =>
        `*@${name}* ${ts.displayPartsToString(parts)}`.trim(),
      ),
    ];
    return {
      contents: { value: `\`\`\`typescript\n${signature}\n\`\`\`\n${text.filter(Boolean).join('\n\n')}` },
    };
  }
}

function pathOf(uri: string): string {
  return uri.slice('file://'.length);
}

/** Returns the folders in which files lie, and those above. */
function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths)
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  return folders;
}

/** Returns the name of a folder that lies directly in another one. */
function childOf(folder: string, path: string): string | undefined {
  const rest = path.slice(folder.length + 1);
  return rest.includes('/') ? undefined : rest;
}
