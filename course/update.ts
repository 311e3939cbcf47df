import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../lib/files/make-folder';
import { CATALOG, type Exercise, readCatalog } from './exercises/catalog';
import { digestOf } from './exercises/digest';

/** The result of an update. */
interface Update {
  /** How many new commits were merged. */
  commits: number;
  /**
   * The folder with copies of the learner's changed answers and notebooks; absent if there are
   * none.
   */
  kept?: string;
  /** The learner's answers that are in `exercises/` now. */
  answers: string[];
  /** Answers whose exercise has changed: its test may ask for something else now. */
  changed: string[];
  /** Answers whose exercise has a new name: the old and the new file. */
  moved: [string, string][];
  /** The learner's files that the new version replaced or removed. Only their copies are left. */
  replaced: string[];
}

/**
 * Merges the new version of the course into a learner's clone. The learner's answers are kept,
 * committed or not. A notebook that both sides changed is replaced by the new one. Before anything
 * is changed, the learner's changed answers and notebooks are copied to `.sentiment-lab/kept`.
 *
 * @param root the root of the clone
 * @throws if there is nothing to update from, or both sides changed other files; the clone is
 *   then as before
 */
export function update(root: string): Update {
  const git = gitIn(root);
  const upstream = upstreamOf(root, git);
  git('fetch', '--quiet');
  const commits = Number(git('rev-list', '--count', `HEAD..${upstream}`));
  if (commits === 0) return { commits, answers: [], changed: [], moved: [], replaced: [] };
  const changes = changesOf(upstream, git);
  const before = readCatalog(join(root, 'exercises'));
  const files = changes.learners.filter((file) => existsSync(join(root, file)));
  const kept = join('.sentiment-lab', 'kept', new Date().toISOString().replace(/[:.]/g, '-'));
  for (const file of files) copy(join(root, file), join(root, kept, file));
  const putBack = (file: string, to = file) => copy(join(root, kept, file), join(root, to));

  const edited = changes.uncommitted.filter(isLearners);
  const isInHead = (file: string) => attempt(() => git('cat-file', '-e', `HEAD:${file}`)) !== undefined;
  const [known, added] = [edited.filter(isInHead), edited.filter((file) => !isInHead(file))];
  if (known.length > 0) git('checkout', 'HEAD', '--', ...known);
  if (added.length > 0) git('rm', '--quiet', '--force', '--', ...added); // they are kept, and put back
  let conflicts: string[];
  try {
    conflicts = merge(upstream, git);
  } catch (error) {
    attempt(() => git('merge', '--abort'));
    for (const file of edited) if (files.includes(file)) putBack(file);
    throw error;
  }
  const overwritten = new Set([...changes.uncommitted, ...conflicts]);
  const result: Update = { commits, answers: [], changed: [], moved: [], replaced: [] };
  if (files.length > 0) result.kept = kept;
  const after = readCatalog(join(root, 'exercises'));
  for (const file of files)
    if (isAnswer(file)) restoreAnswer(file);
    else if (overwritten.has(file) && changes.upstream.has(file)) result.replaced.push(file);
    else if (overwritten.has(file) && file !== CATALOG_FILE) putBack(file);
  return result;

  function restoreAnswer(file: string): void {
    const exercise = exerciseFor(file, after);
    const now = exercise && fileOf(exercise);
    // A merge moves a committed answer along with its exercise.
    const isThere = now !== undefined && sameContent(join(root, now), join(root, kept, file));
    if (!exercise || !now || (now !== file && !isThere && !isUntouched(root, exercise))) {
      result.replaced.push(file);
      return;
    }
    if (!isThere && (overwritten.has(file) || now !== file)) putBack(file, now);
    if (now !== file) result.moved.push([file, now]);
    result.answers.push(now);
    const earlier = before.find((one) => fileOf(one) === file);
    if (earlier && earlier.stub !== exercise.stub) result.changed.push(now);
  }
}

/** Runs git and returns its output, without the last line break. */
type Git = (...args: string[]) => string;

function gitIn(root: string): Git {
  return (...args) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
}

/**
 * Returns the branch that updates come from.
 *
 * @throws if there is none, or a merge is unfinished
 */
function upstreamOf(root: string, git: Git): string {
  const upstream = attempt(() => git('rev-parse', '--abbrev-ref', '@{upstream}'));
  if (!upstream)
    throw new Error(
      'this copy does not know where updates come from: it is not a git clone, or its branch has no upstream',
    );
  if (existsSync(resolve(root, git('rev-parse', '--git-path', 'MERGE_HEAD'))))
    throw new Error(
      'a merge is unfinished: finish it (git commit) or abort it (git merge --abort), then update',
    );
  return upstream;
}

interface Changes {
  /** Files with uncommitted changes. */
  uncommitted: string[];
  /** Files that the new version changes. */
  upstream: Set<string>;
  /** Answers and notebooks that the learner changed, committed or not. */
  learners: string[];
}

/**
 * Returns what both sides have changed.
 *
 * @throws if both changed a file that is not the learner's
 */
function changesOf(upstream: string, git: Git): Changes {
  const changed = (...args: string[]) => listed(git('diff', '--name-only', '-z', ...args));
  const uncommitted = changed('HEAD');
  const theirs = new Set(changed(`HEAD...${upstream}`));
  const foreign = uncommitted.filter((file) => theirs.has(file) && !isLearners(file));
  if (foreign.length > 0)
    throw new Error(
      `changed here and in the new version:\n  ${foreign.join('\n  ')}\nCommit or stash them (git stash), then update`,
    );
  const learners = new Set([...uncommitted, ...changed(`${upstream}...HEAD`)].filter(isLearners));
  return { uncommitted, upstream: theirs, learners: [...learners] };
}

/**
 * Merges the new version and returns the learner's files that conflicted.
 *
 * @throws if others did
 */
function merge(upstream: string, git: Git): string[] {
  attempt(() => git('merge', '--no-edit', '--quiet', upstream));
  const conflicts = listed(git('diff', '--name-only', '--diff-filter=U', '-z'));
  const others = conflicts.filter((file) => !isLearners(file));
  if (others.length > 0)
    throw new Error(
      `committed here and changed in the new version:\n  ${others.join('\n  ')}\nMerge them with git`,
    );
  for (const file of conflicts) resolveConflict(file, git);
  if (conflicts.length > 0) git('commit', '--no-edit', '--quiet');
  if (Number(git('rev-list', '--count', `HEAD..${upstream}`)) > 0)
    throw new Error('git cannot merge the new version: run git merge to see why');
  return conflicts;
}

/** Resolves a conflict: an answer stays ours, a notebook or the catalog becomes the new one. */
function resolveConflict(file: string, git: Git): void {
  const side = isAnswer(file) ? '--ours' : '--theirs';
  const found = attempt(() => git('checkout', side, '--', file)) !== undefined;
  if (found) git('add', '--', file);
  else git('rm', '--quiet', '--force', '--', file);
}

const CATALOG_FILE = `exercises/${CATALOG}`;
const isAnswer = (file: string) => /^exercises\/[^/]+\.ts$/.test(file);
const isLearners = (file: string) =>
  isAnswer(file) || file === CATALOG_FILE || /^notebooks\/[^/]+\.ipynb$/.test(file);
const fileOf = ({ name }: Exercise) => `exercises/${name}.ts`;

/**
 * Returns the exercise that an answer is for now, by its file, an earlier name, or its name
 * without number.
 */
function exerciseFor(file: string, exercises: readonly Exercise[]): Exercise | undefined {
  const title = (name: string) => name.replace(/^.*\//, '').replace(/^\d+-/, '').replace(/\.ts$/, '');
  return (
    exercises.find((exercise) => fileOf(exercise) === file) ??
    exercises.find(({ formerly }) => formerly?.some((name) => file.endsWith(`/${name}.ts`))) ??
    exercises.find(({ name }) => title(name) === title(file))
  );
}

function sameContent(a: string, b: string): boolean {
  return existsSync(a) && existsSync(b) && readFileSync(a).equals(readFileSync(b));
}

function isUntouched(root: string, exercise: Exercise): boolean {
  const path = join(root, fileOf(exercise));
  return !existsSync(path) || digestOf(readFileSync(path, 'utf8')) === exercise.stub;
}

function listed(output: string): string[] {
  return output.split('\0').filter(Boolean);
}

function copy(from: string, to: string): void {
  makeFolder(dirname(to));
  copyFileSync(from, to);
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
