import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digestOf } from './exercises/build';
import type { Exercise } from './exercises/catalogue';

/** What an update did. */
interface Update {
  /** How many commits came. */
  commits: number;
  /** Where copies of the answers and notebooks are that had to make room; absent where none had to. */
  kept?: string;
  /** Answers that stand where they stood. */
  answers: string[];
  /** Answers whose exercise has changed: the test may ask for something else now. */
  changed: string[];
  /** Answers whose exercise has another number now: from, to. */
  moved: [string, string][];
  /** Files of the learner's that have no place any more, or were replaced: only their copies are left. */
  replaced: string[];
}

/**
 * Brings a learner's copy up to date with where it was cloned from, and keeps the answers, committed or not. Notebooks
 * that both sides changed are replaced by the new ones. Copies of whatever has to make room are kept first.
 *
 * @param root the repository's root
 * @throws when there is nothing to update from, or both sides changed other files; everything is then as it was
 */
export function update(root: string): Update {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
  const list = (...args: string[]) =>
    git(...args)
      .split('\0')
      .filter(Boolean);
  const upstream = attempt(() => git('rev-parse', '--abbrev-ref', '@{upstream}'));
  if (!upstream)
    throw new Error(
      'this copy does not know where updates come from: it was not cloned with git, or its branch follows no other one',
    );
  if (existsSync(join(root, git('rev-parse', '--git-path', 'MERGE_HEAD'))))
    throw new Error(
      'a merge is going on: finish it (git commit), or give it up (git merge --abort), then update',
    );
  git('fetch', '--quiet');
  const commits = Number(git('rev-list', '--count', `HEAD..${upstream}`));
  const nothing: Update = { commits, answers: [], changed: [], moved: [], replaced: [] };
  if (commits === 0) return nothing;

  const mine = list('diff', '--name-only', '-z', 'HEAD');
  const theirs = new Set(list('diff', '--name-only', '-z', `HEAD...${upstream}`));
  const foreign = mine.filter((file) => theirs.has(file) && !isLearners(file));
  if (foreign.length > 0)
    throw new Error(
      `changed here, and in the new version too:\n  ${foreign.join('\n  ')}\nCommit them, or put them aside (git stash), then update`,
    );

  const before = catalogOf(root);
  const committed = list('diff', '--name-only', '-z', `${upstream}...HEAD`).filter(isLearners);
  const atStake = [...new Set([...mine.filter(isLearners), ...committed])].filter((file) =>
    existsSync(join(root, file)),
  );
  const kept = join('.sentiment-lab', 'kept', stamp());
  const copy = (from: string, to: string) => {
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
  };
  for (const file of atStake) copy(join(root, file), join(root, kept, file));
  const putBack = (file: string, to = file) => copy(join(root, kept, file), join(root, to));

  const room = mine.filter((file) => isLearners(file));
  if (room.length > 0) git('checkout', 'HEAD', '--', ...room);
  const conflicts: string[] = [];
  try {
    attempt(() => git('merge', '--no-edit', '--quiet', upstream));
    conflicts.push(...list('diff', '--name-only', '--diff-filter=U', '-z'));
    const others = conflicts.filter((file) => !isLearners(file));
    if (others.length > 0)
      throw new Error(
        `committed here, and changed in the new version too:\n  ${others.join('\n  ')}\nMerge them with git`,
      );
    for (const file of conflicts) settle(file, git);
    if (conflicts.length > 0) git('commit', '--no-edit', '--quiet');
    if (Number(git('rev-list', '--count', `HEAD..${upstream}`)) > 0)
      throw new Error('git cannot merge the new version: git merge says why');
  } catch (error) {
    attempt(() => git('merge', '--abort'));
    for (const file of mine.filter(isLearners)) if (atStake.includes(file)) putBack(file);
    throw error;
  }

  const result = { ...nothing, ...(atStake.length > 0 && { kept }) };
  const after = catalogOf(root);
  for (const file of atStake) {
    const replaceable = mine.includes(file) || conflicts.includes(file);
    if (!isAnswer(file)) {
      if (!replaceable) continue;
      if (theirs.has(file)) result.replaced.push(file);
      else if (file !== CATALOGUE) putBack(file);
      continue;
    }
    const [old, now] = [before.find((exercise) => fileOf(exercise) === file), placeOf(file, after)];
    if (!now || (fileOf(now) !== file && !isUntouched(root, now))) {
      result.replaced.push(file);
      continue;
    }
    if (replaceable) putBack(file, fileOf(now));
    if (fileOf(now) !== file) result.moved.push([file, fileOf(now)]);
    result.answers.push(fileOf(now));
    if (old && old.stub !== now.stub) result.changed.push(fileOf(now));
  }
  return result;
}

const CATALOGUE = 'exercises/catalogue.json';
const isAnswer = (file: string) => /^exercises\/[^/]+\.ts$/.test(file);
const isLearners = (file: string) =>
  isAnswer(file) || file === CATALOGUE || /^notebooks\/[^/]+\.ipynb$/.test(file);
const fileOf = ({ name }: Exercise) => `exercises/${name}.ts`;

/** Of a file that both sides changed: an answer stays, a notebook and the catalogue become the new ones. */
function settle(file: string, git: (...args: string[]) => string): void {
  const side = isAnswer(file) ? '--ours' : '--theirs';
  if (attempt(() => git('checkout', side, '--', file)) === undefined)
    git('rm', '--quiet', '--force', '--', file);
  else git('add', '--', file);
}

/** Returns the exercise to which an answer belongs now, whatever its number was. */
function placeOf(file: string, exercises: readonly Exercise[]): Exercise | undefined {
  const title = (name: string) => name.replace(/^.*\//, '').replace(/^\d+-/, '').replace(/\.ts$/, '');
  return (
    exercises.find((exercise) => fileOf(exercise) === file) ??
    exercises.find(({ formerly }) => formerly?.some((name) => file.endsWith(`/${name}.ts`))) ??
    exercises.find(({ name }) => title(name) === title(file))
  );
}

function isUntouched(root: string, exercise: Exercise): boolean {
  const path = join(root, fileOf(exercise));
  return !existsSync(path) || digestOf(readFileSync(path, 'utf8')) === exercise.stub;
}

function catalogOf(root: string): Exercise[] {
  const path = join(root, CATALOGUE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Exercise[]) : [];
}

function stamp(): string {
  return new Date().toISOString().replace(/[:.]/g, '-');
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
