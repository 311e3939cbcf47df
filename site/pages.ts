import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, posix } from 'node:path';
import { findExercises } from '../course/exercises/catalog';
import { type Lesson, lessonOf, notebookSources } from '../course/notebooks';
import { readNotebook } from '../course/notebooks/notebook';
import { type ExerciseTexts, exercisePage, exercisesPage, exerciseTexts } from './exercise-pages';
import { asMarkdown, codeBlock, rewriteLinks } from './links';
import { notebookPage } from './notebook-page';

/** The input of Sphinx: the content of each file by its path, with slashes. */
export type SiteSource = Map<string, string | Buffer>;

/** The table of contents of the notebooks. */
const CONTENTS = 'notebooks/README.md';
/** Its page. The front page of the site, `index.html`, is the playground. */
const COURSE = 'course.md';
/** The page of the API reference in the table of contents: TypeDoc's start page replaces it. */
const API = 'api/index.md';
/** The page of `lite/` in which a notebook runs. The build adds it. */
const APP = 'lite/notebooks/index.html';
/** The other pages in the table of contents. */
const DOCUMENTS = [
  'docs/browser-tab.md',
  'docs/commands.md',
  'docs/tune.md',
  'docs/bring-and-take.md',
  'docs/packages.md',
  'docs/reliability.md',
  'docs/serving.md',
  'docs/scale.md',
  'docs/kernel.md',
  'docs/grading.md',
  'docs/results.md',
  'docs/published-results.md',
  'docs/glossary.md',
  'data/README.md',
  'bench/README.md',
  'CONTRIBUTING.md',
];
/** Files that would give the solutions of exercises away. */
const SPOILERS = /^(solutions|test\/exercises\/misconceptions)(\/|$)/;
const PICTURE = /\.(png|svg|jpg|gif)$/;
/** The language of code for syntax highlighting, by file extension. Other files are not shown. */
const LANGUAGES: Readonly<Record<string, string>> = {
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cjs': 'javascript',
  '.js': 'javascript',
  '.json': 'json',
  '.py': 'python',
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.sh': 'bash',
  '.sbatch': 'bash',
  '.cc': 'cpp',
  '.h': 'cpp',
  '.txt': 'text',
  '.in': 'text',
};

/**
 * Returns the pages of the site but for its front page, the playground: the notebooks and their
 * table of contents, the exercises, the documents, a place for the API reference, and every file of
 * the repository that one of these links to.
 *
 * @param root the root of the repository
 * @throws if a link points to a missing file or to a solution
 */
export function siteSource(root: string): SiteSource {
  const source: SiteSource = new Map();
  const lessons = notebookSources(join(root, 'lessons')).map(lessonOf);
  const texts = { lessons, ...exerciseTexts(root, lessons) };
  const notebooks = lessons.map(({ name }) => `notebooks/${name}.ipynb`);
  const exercises = findExercises([]).map(({ name }) => `exercises/${name}.ts`);
  const waiting = [CONTENTS, ...notebooks, 'exercises', ...exercises, ...DOCUMENTS];
  source.set(API, '# API reference\n\nThe functions and types of the library, `lib/`.\n');
  const seen = new Set<string>();
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const page = pageOf(path, root);
    if (seen.has(page)) continue;
    seen.add(page);
    const from = path;
    const to = (address: string) => {
      const target = targetOf(address, from, root);
      waiting.push(target);
      return posix.relative(posix.dirname(page), pageOf(target, root));
    };
    source.set(page, contentOf(path, root, texts, to));
  }
  return source;
}

/** Returns the path in the repository that a link in one of its files points to. */
function targetOf(address: string, from: string, root: string): string {
  const target = posix.join(isFolder(from, root) ? from : posix.dirname(from), address).replace(/\/$/, '');
  if (target.startsWith('..') || !existsSync(join(root, target)))
    throw new Error(`${from} links to "${address}": there is no ${target}`);
  if (SPOILERS.test(target))
    throw new Error(`${from} links to "${address}", which would give solutions away`);
  return target;
}

function isFolder(path: string, root: string): boolean {
  return statSync(join(root, path)).isDirectory();
}

/** Returns the path in the site's source for the page of a file or folder. */
function pageOf(path: string, root: string): string {
  if (path === CONTENTS || path === 'notebooks') return COURSE;
  if (path === 'exercises') return 'exercises/index.md';
  if (isFolder(path, root)) return `code/${path}/index.md`;
  if (/\.(ipynb|md)$/.test(path) || PICTURE.test(path)) return path;
  if (isExercise(path)) return path.replace(/\.ts$/, '.md');
  return `code/${path}.md`;
}

function isExercise(path: string): boolean {
  return /^exercises\/\d\d-[^/]+\.ts$/.test(path);
}

/** What pages show of lessons and exercises. */
type CourseTexts = ExerciseTexts & { lessons: readonly Lesson[] };

function contentOf(
  path: string,
  root: string,
  texts: CourseTexts,
  to: (address: string) => string,
): string | Buffer {
  const file = join(root, path);
  if (path === 'notebooks' || path === CONTENTS) return coursePage(root, texts, to);
  if (path === 'exercises') return exercisesPage(texts, (name) => to(posix.relative('exercises', name)));
  if (isFolder(path, root)) return folderPage(path, root, to);
  if (path.endsWith('.ipynb')) return JSON.stringify(notebookPage(readNotebook(file), to, runAddress(path)));
  if (isExercise(path)) return exercisePage(findExercises([path])[0]!, texts, to);
  if (PICTURE.test(path)) return readFileSync(file);
  const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  if (DOCUMENTS.includes(path)) return rewriteLinks(text, to);
  if (path.endsWith('.md')) return `---\norphan: true\n---\n\n${rewriteLinks(text, to)}`;
  return orphanPage(path, codeBlock(text, LANGUAGES[extname(path)] ?? 'text'));
}

/** Returns the address at which a notebook runs in the browser, relative to its page. */
function runAddress(path: string): string {
  return `${posix.relative(posix.dirname(path), APP)}?path=${path}`;
}

function coursePage(root: string, { lessons }: CourseTexts, to: (address: string) => string): string {
  const text = readFileSync(join(root, CONTENTS), 'utf8').replaceAll('\r\n', '\n');
  const blocks = rewriteLinks(text, to).split('\n\n');
  const introduction = blocks.findIndex((block) => !/^(#|<!--)/.test(block));
  return [
    ...blocks.slice(0, introduction + 1),
    `The <a href="index.html">playground</a> shows an LSTM at work in your browser. Each notebook runs there, too, ` +
      `by its link <i>Run it here</i>: nothing is installed, and nothing leaves the browser. The library ` +
      `that the notebooks use has an [API reference](${API}).`,
    ...blocks.slice(introduction + 1),
    tableOfContents(
      'Notebooks',
      lessons.map(({ name, title }) => `${name.slice(0, 2)} ${title} <notebooks/${name}>`),
    ),
    tableOfContents('Practice', ['Exercises <exercises/index>']),
    tableOfContents(
      'Handbook',
      [API, ...DOCUMENTS].map((page) => page.replace(/\.md$/, '')),
    ),
  ].join('\n\n');
}

function tableOfContents(caption: string, entries: readonly string[]): string {
  return `\`\`\`{toctree}\n:hidden:\n:caption: ${caption}\n\n${entries.join('\n')}\n\`\`\`\n`;
}

/** Returns the page of a folder: the list of its folders and of the files that have pages. */
function folderPage(path: string, root: string, to: (address: string) => string): string {
  const entries = readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || extname(entry.name) in LANGUAGES)
    .map((entry) => `- [\`${entry.name}${entry.isDirectory() ? '/' : ''}\`](${to(entry.name)})`);
  return orphanPage(`${path}/`, entries.join('\n'));
}

/** Returns a page that is neither in the table of contents nor in the search. */
function orphanPage(path: string, body: string): string {
  return `---\norphan: true\nnosearch: true\n---\n\n# ${asMarkdown(path)}\n\n${body}\n`;
}
