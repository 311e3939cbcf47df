import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../course/exercises/digest';
import { update } from '../../course/update';

let home: string;
const [teacher, learner] = ['teacher', 'learner'];
const path = (who: string, file: string) => join(home, who, file);
const read = (file: string) => readFileSync(path(learner, file), 'utf8');
const git = (who: string, ...args: string[]) =>
  execFileSync('git', args, { cwd: join(home, who), stdio: 'pipe', encoding: 'utf8' });

function write(who: string, file: string, text: string): void {
  mkdirSync(dirname(path(who, file)), { recursive: true });
  writeFileSync(path(who, file), text);
}

/** Writes exercises and their catalog, as `npm run exercises` does. */
function handOut(stubs: Record<string, string>): void {
  for (const [name, text] of Object.entries(stubs)) write(teacher, `exercises/${name}.ts`, text);
  write(
    teacher,
    'exercises/catalogue.json',
    JSON.stringify(
      Object.entries(stubs).map(([name, text]) => ({ name, stub: digestOf(text) })),
      null,
      2,
    ),
  );
}

function commit(who: string): void {
  git(who, 'add', '-A');
  git(who, '-c', 'user.name=A', '-c', 'user.email=a@b.c', 'commit', '-q', '-m', 'Change');
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'update-'));
  mkdirSync(join(home, teacher));
  git(teacher, 'init', '-q', '-b', 'main');
  handOut({ '01-sums': 'stub 1\n', '02-mean': 'stub 2\n', '03-step': 'stub 3\n' });
  write(teacher, 'notebooks/01-start.ipynb', 'first\n');
  write(teacher, 'lib/code.ts', 'one\n');
  write(teacher, '.gitignore', '.sentiment-lab/\n');
  commit(teacher);
  execFileSync('git', ['clone', '-q', path(teacher, ''), path(learner, '')]);
  for (const [key, value] of [
    ['user.name', 'A'],
    ['user.email', 'a@b.c'],
  ] as const)
    git(learner, 'config', key, value);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('update', () => {
  test('without new commits, nothing is changed', () => {
    write(learner, 'exercises/01-sums.ts', 'mine\n');
    expect(update(path(learner, ''))).toMatchObject({ commits: 0 });
    expect(read('exercises/01-sums.ts')).toBe('mine\n');
  });

  test.each([false, true])('an answer is kept when its exercise has changed (committed: %s)', (committed) => {
    write(learner, 'exercises/01-sums.ts', 'mine\n');
    if (committed) commit(learner);
    handOut({ '01-sums': 'stub 1, better\n', '02-mean': 'stub 2, better\n', '03-step': 'stub 3\n' });
    commit(teacher);
    const result = update(path(learner, ''));
    expect(result).toMatchObject({
      answers: ['exercises/01-sums.ts'],
      changed: ['exercises/01-sums.ts'],
    });
    expect(read('exercises/01-sums.ts')).toBe('mine\n');
    expect(read('exercises/02-mean.ts')).toBe('stub 2, better\n');
    expect(read(join(result.kept!, 'exercises/01-sums.ts'))).toBe('mine\n');
    expect(git(learner, 'status', '--porcelain')).toBe(committed ? '' : ' M exercises/01-sums.ts\n');
  });

  test('a new file of the learner that is staged is kept, and stays', () => {
    write(learner, 'exercises/04-own.ts', 'mine, too\n');
    git(learner, 'add', 'exercises/04-own.ts');
    handOut({ '01-sums': 'stub 1, better\n', '02-mean': 'stub 2\n', '03-step': 'stub 3\n' });
    commit(teacher);
    const result = update(path(learner, ''));
    expect(read('exercises/01-sums.ts')).toBe('stub 1, better\n');
    expect(read(join(result.kept!, 'exercises/04-own.ts'))).toBe('mine, too\n');
  });

  test('an answer moves along with its renamed exercise', () => {
    write(learner, 'exercises/02-mean.ts', 'mine\n');
    renameSync(path(teacher, 'exercises/02-mean.ts'), path(teacher, 'exercises/12-mean.ts'));
    handOut({ '01-sums': 'stub 1\n', '03-step': 'stub 3\n', '12-mean': 'stub 2\n' });
    commit(teacher);
    expect(update(path(learner, '')).moved).toEqual([['exercises/02-mean.ts', 'exercises/12-mean.ts']]);
    expect(read('exercises/12-mean.ts')).toBe('mine\n');
    expect(existsSync(path(learner, 'exercises/02-mean.ts'))).toBe(false);
  });

  test('an answer moves along with an exercise that lists its earlier name', () => {
    write(learner, 'exercises/02-mean.ts', 'mine\n');
    rmSync(path(teacher, 'exercises/02-mean.ts'));
    write(teacher, 'exercises/02-average.ts', 'stub 2\n');
    const entry = { name: '02-average', stub: digestOf('stub 2\n'), formerly: ['02-mean'] };
    write(teacher, 'exercises/catalogue.json', JSON.stringify([entry]));
    commit(teacher);
    expect(update(path(learner, '')).moved).toEqual([['exercises/02-mean.ts', 'exercises/02-average.ts']]);
    expect(read('exercises/02-average.ts')).toBe('mine\n');
  });

  test.each([false, true])(
    'answers move along when exercises exchange their numbers (committed: %s)',
    (committed) => {
      for (const name of ['01-sums', '02-mean', '03-step'])
        write(learner, `exercises/${name}.ts`, `my ${name}\n`);
      if (committed) commit(learner);
      for (const name of ['01-sums', '02-mean', '03-step']) rmSync(path(teacher, `exercises/${name}.ts`));
      const renamed = {
        '01-step': ['03-step', 'stub 3\n'],
        '02-sums': ['01-sums', 'stub 1\n'],
        '03-mean': ['02-mean', 'stub 2\n'],
      };
      const entries = Object.entries(renamed).map(([name, [before, stub]]) => {
        write(teacher, `exercises/${name}.ts`, stub!);
        return { name, stub: digestOf(stub!), formerly: [before] };
      });
      write(teacher, 'exercises/catalogue.json', JSON.stringify(entries));
      commit(teacher);
      const { answers, replaced } = update(path(learner, ''));
      expect(answers.sort()).toEqual(Object.keys(renamed).map((name) => `exercises/${name}.ts`));
      expect(replaced).toEqual([]);
      for (const [name, [before]] of Object.entries(renamed)) {
        expect(read(`exercises/${name}.ts`)).toBe(`my ${before}\n`);
        expect(existsSync(path(learner, `exercises/${before}.ts`))).toBe(false);
      }
    },
  );

  test('a notebook that was run is replaced by the new one, and a copy is kept', () => {
    write(learner, 'notebooks/01-start.ipynb', 'run by me\n');
    write(teacher, 'notebooks/01-start.ipynb', 'second\n');
    commit(teacher);
    const { replaced, kept } = update(path(learner, ''));
    expect(replaced).toEqual(['notebooks/01-start.ipynb']);
    expect(read('notebooks/01-start.ipynb')).toBe('second\n');
    expect(read(join(kept!, 'notebooks/01-start.ipynb'))).toBe('run by me\n');
  });

  test('a notebook that only the learner changed is kept', () => {
    write(learner, 'notebooks/01-start.ipynb', 'run by me\n');
    write(teacher, 'lib/code.ts', 'two\n');
    commit(teacher);
    update(path(learner, ''));
    expect(read('notebooks/01-start.ipynb')).toBe('run by me\n');
    expect(read('lib/code.ts')).toBe('two\n');
  });

  test.each([false, true])(
    'an update that conflicts in other files is refused and changes nothing (committed: %s)',
    (committed) => {
      write(learner, 'lib/code.ts', 'my own\n');
      if (committed) commit(learner);
      write(learner, 'exercises/01-sums.ts', 'mine\n');
      write(teacher, 'lib/code.ts', 'two\n');
      commit(teacher);
      expect(() => update(path(learner, ''))).toThrow(/lib\/code\.ts/);
      expect(read('lib/code.ts')).toBe('my own\n');
      expect(read('exercises/01-sums.ts')).toBe('mine\n');
    },
  );

  test('a repository without a remote is refused', () => {
    expect(() => update(path(teacher, ''))).toThrow(/where updates come from/);
  });
});
