import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';

/**
 * The columns of a listing that JupyterLab shows without wrapping, in a window 1,200 pixels wide.
 */
const COLUMNS = 78;

const DIRECTIVE = /^<!--\s*listing:\s*(\S+)\s+(.+?)\s*(,\s*with comment\s*)?-->$/;
const ALMOST = /<!--\s*listing\b/;

/** Where a text is, for messages. */
interface Place {
  file: string;
  /** The line number of its first line, counted from 1. */
  line: number;
}

/**
 * Replaces each line `<!-- listing: lib/text/clean.ts cleanSentences -->` of a markdown text by
 * the code of the named declarations in that file, and a link to it. Doc comments are left out,
 * unless the directive ends in `, with comment`. The name `adam.step` lists the method `step`
 * inside the declaration `adam`, as a function.
 *
 * @param root the root of the repository, where the paths of directives start
 * @throws if the file does not exist or does not declare the name at its top level, or the
 *   directive is malformed
 */
export function expandListings(markdown: string, root: string, place: Place): string {
  return markdown
    .split('\n')
    .map((text, n) => {
      const directive = DIRECTIVE.exec(text.trim());
      const here = `${place.file}:${place.line + n}`;
      if (directive) {
        const [, file = '', names = '', withComment] = directive;
        const link = relative(dirname(join(root, place.file)), join(root, file))
          .split(sep)
          .join('/');
        const code = declarations(root, file, names.split(/\s+/), Boolean(withComment), here);
        return ['```ts', narrow(code.join('\n\n')), '```', '', `<small>[${file}](${link})</small>`].join(
          '\n',
        );
      }
      if (ALMOST.test(text))
        throw new Error(
          `${here}: "${text.trim()}" is no listing: write <!-- listing: lib/file.ts name --> on its own line`,
        );
      return text;
    })
    .join('\n');
}

/** What Biome has formatted in this process. */
const formatted = new Map<string, string>();

/** Returns code formatted to the width of a listing. Biome runs only for code that is wider. */
function narrow(code: string): string {
  if (code.split('\n').every(({ length }) => length <= COLUMNS)) return code;
  const known = formatted.get(code);
  if (known !== undefined) return known;
  const biome = require.resolve('@biomejs/biome/bin/biome');
  const args = ['format', '--stdin-file-path=listing.ts', `--line-width=${COLUMNS}`];
  const text = execFileSync(process.execPath, [biome, ...args], { input: code, encoding: 'utf8' }).trimEnd();
  formatted.set(code, text);
  return text;
}

/** Returns the source of each named declaration of a file. */
function declarations(
  root: string,
  file: string,
  names: string[],
  withComment: boolean,
  here: string,
): string[] {
  const path = join(root, file);
  if (!existsSync(path)) throw new Error(`${here}: the listing's file ${file} does not exist`);
  const source = ts.createSourceFile(
    path,
    readFileSync(path, 'utf8').replaceAll('\r\n', '\n'),
    ts.ScriptTarget.Latest,
    true,
  );
  return names.map((fullName) => {
    const [name = '', method] = fullName.split('.');
    const declaration = source.statements.find((statement) => declaredNames(statement).includes(name));
    if (!declaration) {
      const known = source.statements.flatMap(declaredNames).join(', ') || 'nothing';
      throw new Error(`${here}: ${file} declares no ${name} at its top level: it declares ${known}`);
    }
    if (method === undefined) return textOf(declaration, source, withComment);
    const found = methodIn(declaration, method);
    if (!found) throw new Error(`${here}: ${name} in ${file} has no method ${method}`);
    return `function ${withoutIndent(textOf(found, source, false))}`;
  });
}

/** Returns the first method of a name inside a node. */
function methodIn(node: ts.Node, name: string): ts.MethodDeclaration | undefined {
  if (ts.isMethodDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === name) return node;
  return ts.forEachChild(node, (child) => methodIn(child, name));
}

/** Returns a text without the indentation that its last line has. */
function withoutIndent(text: string): string {
  const indent = /^ */.exec(text.split('\n').at(-1) ?? '')![0];
  return text.replaceAll(`\n${indent}`, '\n');
}

/**
 * Returns the names of the functions, classes, types, enums and variables that a statement
 * declares.
 */
function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [],
    );
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  )
    return statement.name ? [statement.name.text] : [];
  return [];
}

function textOf(statement: ts.Node, source: ts.SourceFile, withComment: boolean): string {
  return source.text.slice(statement.getStart(source, withComment), statement.end);
}
