import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFileSync } from '../../lib/files/replace-file';
import { CATALOG, type ExerciseFacts, numberOf } from './catalog';

/** An exercise that got another number: its old and its new name. */
export type Renumbered = [from: string, to: string];

/** Where the earlier names of exercises must stay. */
const NOT_CHANGED =
  /^(models|results|data|solutions\/catalog\.json|exercises\/catalogue\.json)(\/|$)|package-lock/;
const TEXT = /\.(ts|mts|md|json|ipynb|yml|py|cjs)$/;
/** A line of a lesson's list of exercises, such as - [`07`](../exercises/07-rnn-step.ts) */
const ENTRY = /\[`(\d\d)`\]\(\.\.\/exercises\/\d\d-([a-z0-9-]+)\.ts\)/g;

/**
 * Numbers the exercises from 01 in the order of their lessons, and within a lesson in the order of
 * its list. Renames their files, and changes every reference to them in the repository. The names
 * before are added to `formerly`, so that `npm run update` finds a learner's answers.
 *
 * @param root the root of the repository
 * @returns the exercises that got another number; a second call returns none
 * @throws if two exercises have the same name but for the number, or one needs a later one
 */
export function renumber(root: string): Renumbered[] {
  const catalog = JSON.parse(read(root, 'solutions/catalog.json')) as ExerciseFacts[];
  const titles = catalog.map(({ name }) => titleOf(name));
  const twice = titles.find((title, n) => titles.indexOf(title) !== n);
  if (twice) throw new Error(`two exercises are called ${twice}: choose another name for one of them`);
  const files = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard')
    .split('\0')
    .filter((file) => TEXT.test(file) && !NOT_CHANGED.test(file) && existsSync(join(root, file)));
  const ordered = inOrder(root, files, catalog);
  const numbers = new Map(ordered.map(({ name }, n) => [titleOf(name), String(n + 1).padStart(2, '0')]));
  const renumbered = ordered
    .map(({ name }): Renumbered => [name, `${numbers.get(titleOf(name))}-${titleOf(name)}`])
    .filter(([from, to]) => from !== to);
  if (renumbered.length === 0) return [];
  const facts = ordered.map((fact) => renumberedFacts(fact, catalog, numbers, builtNames(root)));
  for (const { name, needs } of facts)
    for (const needed of needs)
      if (needed >= numberOf({ name }))
        throw new Error(`${name} needs exercise ${needed}, which comes later`);

  for (const file of files) changeReferences(join(root, file), file, numbers);
  renameFiles(root, renumbered);
  replaceFileSync(join(root, 'solutions', 'catalog.json'), catalogText(facts));
  return renumbered;
}

const read = (root: string, file: string) => readFileSync(join(root, file), 'utf8');
const titleOf = (name: string) => name.slice(3);
const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' });

/** Returns the names of the exercises that a learner may have. */
function builtNames(root: string): Set<string> {
  const path = join('exercises', CATALOG);
  const built = existsSync(join(root, path)) ? (JSON.parse(read(root, path)) as ExerciseFacts[]) : [];
  return new Set(built.map(({ name }) => name));
}

function inOrder(root: string, files: readonly string[], catalog: readonly ExerciseFacts[]): ExerciseFacts[] {
  const listed = new Map<string, string[]>();
  for (const file of files) {
    const [, lesson] = /^lessons\/(\d\d-.+)\.ts$/.exec(file) ?? [];
    if (lesson)
      listed.set(
        lesson,
        [...read(root, file).matchAll(ENTRY)].map(([, , title]) => title!),
      );
  }
  const placeOf = ({ name, notebook }: ExerciseFacts) => {
    const place = listed.get(notebook)?.indexOf(titleOf(name)) ?? -1;
    return place < 0 ? Number.MAX_SAFE_INTEGER : place;
  };
  return [...catalog].sort((a, b) => a.notebook.localeCompare(b.notebook) || placeOf(a) - placeOf(b));
}

function renumberedFacts(
  fact: ExerciseFacts,
  catalog: readonly ExerciseFacts[],
  numbers: ReadonlyMap<string, string>,
  built: ReadonlySet<string>,
): ExerciseFacts {
  const { name, needs, formerly = [] } = fact;
  const now = `${numbers.get(titleOf(name))}-${titleOf(name)}`;
  const before = [...new Set([...(built.has(name) ? [name] : []), ...formerly])].filter((one) => one !== now);
  const needed = needs.map((number) => {
    const found = catalog.find((other) => numberOf(other) === number);
    if (!found) throw new Error(`${name} needs exercise ${number}, which does not exist`);
    return numbers.get(titleOf(found.name))!;
  });
  const { formerly: _, ...rest } = fact;
  return { ...rest, name: now, needs: needed.sort(), ...(before.length > 0 && { formerly: before }) };
}

/**
 * Changes names everywhere, and in lessons also the numbers in lists, checks, and the cards that
 * checks have printed.
 */
function changeReferences(path: string, file: string, numbers: ReadonlyMap<string, string>): void {
  const before = readFileSync(path, 'utf8');
  const titles = [...numbers.keys()].sort((a, b) => b.length - a.length).join('|');
  let text = before.replace(
    new RegExp(`(?<![\\w-])\\d\\d-(${titles})(?![\\w-])`, 'g'),
    (_, title: string) => `${numbers.get(title)}-${title}`,
  );
  if (/^(lessons|notebooks)\/\d\d-.+\.(ts|ipynb)$/.test(file)) {
    const labels = new Map([...before.matchAll(ENTRY)].map(([, label, title]) => [label!, title!]));
    const numberFor = (label: string) => numbers.get(labels.get(label) ?? '') ?? label;
    text = text
      .replace(ENTRY, (entry, label: string, title: string) =>
        entry.replace(`[\`${label}\`]`, `[\`${numbers.get(title) ?? label}\`]`),
      )
      .replace(
        /(\bcheck\('|[Ee]xercise `|<strong>Exercise )(\d\d)(?=['`:])/g,
        (_, start, label) => start + numberFor(label),
      )
      .replace(/\[exercise \d\d\](?=\(\.\.\/exercises\/\d\d-([a-z0-9-]+)\.ts\))/g, (link, title: string) =>
        numbers.has(title) ? `[exercise ${numbers.get(title)}]` : link,
      );
  }
  if (text !== before) replaceFileSync(path, text);
}

/** Renames through names that cannot collide: an exercise may get the number of another one. */
function renameFiles(root: string, renumbered: readonly Renumbered[]): void {
  const filesOf = (name: string) =>
    [
      `solutions/${name}.ts`,
      `exercises/${name}.ts`,
      `test/exercises/${name}.test.ts`,
      `test/exercises/misconceptions/${name}`,
    ].map((file) => join(root, file));
  const pairs = renumbered
    .flatMap(([from, to]) => filesOf(from).map((file, n) => [file, filesOf(to)[n]!] as const))
    .filter(([from]) => existsSync(from));
  for (const [from] of pairs) renameSync(from, `${from}.moving`);
  for (const [from, to] of pairs) renameSync(`${from}.moving`, to);
}

/** Returns the catalog as the formatter writes it: short lists on one line. */
function catalogText(facts: readonly ExerciseFacts[]): string {
  const text = JSON.stringify(facts, null, 2);
  return `${text.replace(/\[\s+("[^[\]{}]*?")\s+\]/g, (_, list: string) => `[${list.replace(/\s+/g, ' ')}]`)}\n`;
}
