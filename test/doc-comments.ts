/** Reads exported declarations with their doc comments, and the examples in these. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { inspect } from 'node:util';
import ts from 'typescript';
import { repositoryRoot } from '../lib/repository';

/** One exported function, class, interface, type or constant. */
export interface Exported {
  name: string;
  /** Path from the repository's root, with slashes, and the line: `lib/loss.ts:12`. */
  place: string;
  /** The doc comment without its tags; empty where there is none. */
  comment: string;
  /** The code of each `@example`. */
  examples: string[];
}

/** Returns what the files of a folder, and of those in it, export themselves. */
export function exportsOfFolder(folder: string): Exported[] {
  return readdirSync(join(repositoryRoot(), folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .flatMap((name) => [...declaredExports(join(repositoryRoot(), folder, name)).values()]);
}

/** Returns the exports of a module by name, those from other files of ours included. */
export function exportsOf(file: string): Map<string, Exported> {
  const found = declaredExports(file);
  for (const statement of parse(file).statements) {
    if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier) continue;
    const from = resolveModule(file, (statement.moduleSpecifier as ts.StringLiteral).text);
    const others = from ? exportsOf(from) : new Map<string, Exported>();
    const { exportClause } = statement;
    if (!exportClause) for (const [name, exported] of others) found.set(name, exported);
    else if (ts.isNamedExports(exportClause))
      for (const { name, propertyName } of exportClause.elements) {
        const exported = others.get((propertyName ?? name).text);
        if (exported) found.set(name.text, exported);
      }
  }
  return found;
}

function resolveModule(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = join(dirname(from), specifier);
  return [`${path}.ts`, join(path, 'index.ts')].find((file) => existsSync(file));
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

function declaredExports(file: string): Map<string, Exported> {
  const source = parse(file);
  const found = new Map<string, Exported>();
  for (const statement of source.statements) {
    if (!ts.canHaveModifiers(statement)) continue;
    if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    const docs = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc);
    for (const name of namesOf(statement)) {
      if (found.has(name)) continue; // an overload: the first has the comment
      const { line } = source.getLineAndCharacterOfPosition(statement.getStart());
      found.set(name, {
        name,
        place: `${relative(repositoryRoot(), file).split(sep).join('/')}:${line + 1}`,
        comment: docs.map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '').join('\n'),
        examples: docs.flatMap(examplesIn),
      });
    }
  }
  return found;
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name)
        ? [name.text]
        : name.elements.flatMap((element) => (ts.isBindingElement(element) ? [element.name.getText()] : [])),
    );
  const { name } = statement as ts.DeclarationStatement;
  return name ? [name.text] : [];
}

/** Reads the comment itself: TypeScript removes the indentation of code from the text of a tag. */
function examplesIn(doc: ts.JSDoc): string[] {
  const lines = doc.getText().replace(/^ *\* ?/gm, '');
  return [...lines.matchAll(/^@example\s*\n```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
}

/**
 * Returns an example as a module that exports `shown`: for each line `expression; // => value` the
 * value of the expression and the text after the arrow. `sentiment-lab` is imported from `lib`,
 * and `tfjs-fast-lstm` from its folder `layers`.
 */
export function moduleOf(example: string, lib: string): string {
  const source = ts.createSourceFile('example.ts', example, ts.ScriptTarget.Latest, true);
  let module = '';
  let end = 0;
  for (const statement of source.statements) {
    const [comment] = ts.getTrailingCommentRanges(example, statement.end) ?? [];
    const [, value] = /^\/\/ => (.+)$/.exec(comment ? example.slice(comment.pos, comment.end) : '') ?? [];
    if (value === undefined) continue;
    if (!ts.isExpressionStatement(statement))
      throw new Error(`"// => ${value}" follows a statement: write it after an expression`);
    module += example.slice(end, statement.getStart());
    module += `shown.push([${statement.expression.getText()}, ${JSON.stringify(value)}]);`;
    end = statement.end;
  }
  const code = (module + example.slice(end)).replace(
    /from '(sentiment-lab|tfjs-fast-lstm)(\/[^']+)?'/g,
    (_, name, path = '/index') =>
      `from ${JSON.stringify(`${lib}${name === 'sentiment-lab' ? '' : '/layers'}${path}`)}`,
  );
  return `export const shown: [unknown, string][] = [];\n${code}`;
}

const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;

/**
 * Returns whether a value is the one in a text, which is what Node's console prints for it.
 * Numbers are equal when they are so in the digits of the text. `...` stands for anything.
 */
export function matches(value: unknown, text: string): boolean {
  const shown = tight(inspect(value, { breakLength: Number.POSITIVE_INFINITY, compact: 99, depth: 9 }));
  const pattern = tight(text)
    .split(NUMBER)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('\\.\\.\\.', '.*'))
    .join(`(${NUMBER.source})`);
  const found = new RegExp(`^${pattern}$`).exec(shown)?.slice(1);
  if (!found) return false;
  const numbers = text.match(NUMBER) ?? [];
  return numbers.every((number, at) => Math.abs(Number(number) - Number(found[at])) <= tolerance(number));
}

/** Writes `[ 1, 2 ]` as `[1, 2]`. */
function tight(text: string): string {
  return text
    .trim()
    .replace(/([[{]) /g, '$1')
    .replace(/ ([\]}])/g, '$1');
}

/** Half a unit of the last digit. */
function tolerance(number: string): number {
  const [mantissa = '', exponent = '0'] = number.split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return decimals === 0 && exponent === '0' ? 0 : 0.5 * 10 ** (Number(exponent) - decimals);
}
