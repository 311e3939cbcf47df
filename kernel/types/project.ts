/**
 * What TypeScript's language server knows of a notebook's folder: files that exist only in its
 * memory, and the reader's modules.
 */
import { basename, dirname, fileUrl, join, resolve, sep, sourceText } from '../platform';
import { type Diagnostic, diagnosticOf } from './diagnostic';
import type { LanguageServer } from './language-server';
import type { LspDiagnostic } from './protocol';

const ERROR = 1;
/** "Could not find a declaration file": what JavaScript without types exports is `any`. */
const NO_TYPES = 7016;

/** TypeScript, and how it is set up. */
export interface TypeScript {
  startLanguageServer(folder: string): LanguageServer;
  /** Returns the `tsconfig.json` of a project with these files. */
  projectConfig(files: readonly string[]): string;
}

/** A project of TypeScript. Files have paths, or names in its folder. */
export interface Project {
  /** Makes these files the project's own. */
  configure(files: readonly string[]): void;
  /** Gives a file a text. It is not written to the disk. */
  write(file: string, text: string): void;
  /** Returns the text that a file was given. */
  textOf(file: string): string;
  /** Returns the answer to a request about a file. */
  ask<Result>(method: string, file: string, params?: object): Promise<Result>;
  /** Returns the errors in a file: those of its syntax, if it has some. */
  errorsIn(file: string): Promise<LspDiagnostic[]>;
  /** Returns what is wrong with a module of the reader. */
  checkModule(path: string): Promise<Diagnostic[]>;
  /** Records files that changed on the disk. */
  changed(files: Iterable<string>): void;
  /** Makes TypeScript look for all modules again, also if it has ended. */
  restart(): void;
  /** Whether TypeScript ended by itself. */
  readonly hasEnded: boolean;
  close(): void;
}

/** Returns the project of a notebook's folder. TypeScript starts at once. */
export function openProject(folder: string, { startLanguageServer, projectConfig }: TypeScript): Project {
  const texts = new Map<string, string>(); // what the server has of each file
  const checkedBeside = new Map<string, Set<string>>(); // modules in other folders, by folder
  let server = startLanguageServer(folder);
  let version = 1;

  return {
    configure: (files) => write('tsconfig.json', projectConfig(files)),
    write,
    textOf: (file) => texts.get(file) ?? '',
    ask,
    errorsIn,
    checkModule,
    changed(files) {
      const changes = [...files].map((path) => ({ uri: fileUrl(path), type: 2 }));
      if (changes.length > 0) server.notify('workspace/didChangeWatchedFiles', { changes });
    },
    restart() {
      server.close();
      server = startLanguageServer(folder);
      const before = [...texts];
      texts.clear();
      for (const [file, text] of before) write(file, text);
    },
    get hasEnded() {
      return server.hasEnded;
    },
    close: () => server.close(),
  };

  function uriOf(file: string): string {
    return fileUrl(resolve(folder, file));
  }

  function open(file: string, languageId: string, text: string): void {
    server.notify('textDocument/didOpen', {
      textDocument: { uri: uriOf(file), languageId, version: 1, text },
    });
  }

  function write(file: string, text: string): void {
    if (texts.get(file) === text) return;
    if (texts.has(file)) {
      version += 1;
      server.notify('textDocument/didChange', {
        textDocument: { uri: uriOf(file), version },
        contentChanges: [{ text }],
      });
    } else open(file, file.endsWith('.json') ? 'json' : 'typescript', text);
    texts.set(file, text);
  }

  function ask<Result>(method: string, file: string, params: object = {}): Promise<Result> {
    return server.ask<Result>(method, { textDocument: { uri: uriOf(file) }, ...params });
  }

  async function errorsIn(file: string): Promise<LspDiagnostic[]> {
    const { items } = await ask<{ items: LspDiagnostic[] }>('textDocument/diagnostic', file);
    const errors = items.filter(({ severity, code }) => severity === ERROR && code !== NO_TYPES);
    const syntax = errors.filter(({ code = 0 }) => code < 2000);
    return syntax.length > 0 ? syntax : errors; // types of broken syntax mean nothing
  }

  async function checkModule(path: string): Promise<Diagnostic[]> {
    const text = sourceText(path);
    if (!path.startsWith(folder + sep)) giveProject(path);
    open(path, /x$/.test(path) ? 'typescriptreact' : 'typescript', text);
    const found = await errorsIn(path);
    server.notify('textDocument/didClose', { textDocument: { uri: uriOf(path) } });
    return found.map((one) => ({ ...diagnosticOf(one, text), fileName: path }));
  }

  /**
   * Makes a module part of a small project. Otherwise TypeScript would load the project that the
   * folders above it belong to, with a thousand files.
   */
  function giveProject(path: string): void {
    const home = dirname(path);
    const files = checkedBeside.get(home) ?? new Set();
    checkedBeside.set(home, files.add(basename(path)));
    write(join(home, 'tsconfig.json'), projectConfig([...files]));
  }
}
