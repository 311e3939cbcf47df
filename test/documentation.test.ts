import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataDir, repositoryRoot } from '../lib/repository';
import { exportsOf, exportsOfFolder, matches, moduleOf } from './doc-comments';

/** The names that a newcomer needs, all of them in `lib/index.ts`. */
const PUBLIC = [
  'ready',
  'tf',
  'fastLstm',
  'embedding',
  'meanOverTime',
  'readReviews',
  'split',
  'tokenizer',
  'buildVocabulary',
  'loadVectors',
  'encode',
  'fit',
  'adam',
  'createClassifier',
  'loadClassifier',
  'evaluate',
];

/** Public names without an example so far. Remove a name when it gets one. */
const PENDING: string[] = [];

/** tfjs documents itself. */
const FOREIGN = ['tf'];

/** Data sets that examples read. Without its data set an example is only type-checked. */
const NEEDS: Readonly<Record<string, string>> = { loadVectors: 'glove-50' };

const root = repositoryRoot();
const lib = join(root, 'lib');
const documented = [...exportsOf(join(lib, 'index.ts')).values()];
const examples = documented.flatMap(({ name, place, examples }) =>
  examples.map((code, at) => ({ file: `${name}-${at + 1}.ts`, name, place, code })),
);

describe('doc comments', () => {
  test.each(['lib', 'course', 'experiments'])('everything that %s/ exports has one', (folder) => {
    const bare = exportsOfFolder(folder).filter(({ comment }) => !comment.trim());
    expect(bare.map(({ name, place }) => `${place}: ${name} has no doc comment`)).toEqual([]);
  });

  test.each(PUBLIC.filter((name) => ![...PENDING, ...FOREIGN].includes(name)))(
    '%s has an example',
    (name) => {
      const found = documented.find((exported) => exported.name === name);
      expect(found, `lib/index.ts does not export ${name}`).toBeDefined();
      expect(found!.examples, `${found!.place}: ${name} needs an @example with a block of code`).not.toEqual(
        [],
      );
    },
  );

  test.each(PENDING)('%s, which is pending, has no example', (name) => {
    const found = examples.filter((example) => example.name === name);
    expect(found, `${name} has an example now: remove it from PENDING`).toEqual([]);
  });
});

describe('examples', () => {
  let folder: string;
  beforeAll(() => {
    mkdirSync(join(root, '.sentiment-lab'), { recursive: true });
    folder = mkdtempSync(join(root, '.sentiment-lab', 'examples-'));
    for (const { file, code } of examples) {
      writeFileSync(join(folder, file), code);
      writeFileSync(join(folder, `run-${file}`), moduleOf(code, lib));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('have no type errors', { timeout: 120_000 }, () => {
    const compilerOptions = {
      incremental: false,
      tsBuildInfoFile: null,
      paths: {
        'sentiment-lab': [join(lib, 'index.ts')],
        'sentiment-lab/*': [join(lib, '*')],
        'tfjs-fast-lstm': [join(lib, 'layers', 'index.ts')],
      },
    };
    const files = examples.map(({ file }) => file);
    const config = {
      extends: '../../tsconfig.json',
      compilerOptions,
      files,
      include: ['../../lib/**/*.d.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const compiler = join(root, 'node_modules', 'typescript-native', 'bin', 'tsc');
    const { stdout, stderr, error } = spawnSync(
      process.execPath,
      [compiler, '-p', '.', '--pretty', 'false'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    if (error) throw error;
    expect(`${stdout}${stderr}`).toBe('');
  });

  test.for(examples)(
    'of $name shows the values that its code has',
    async ({ name, place, file }, { skip }) => {
      const needed = NEEDS[name];
      if (needed && !existsSync(join(dataDir(), needed))) skip(`${needed} is not installed`);
      const { shown } = (await import(join(folder, `run-${file}`))) as { shown: [unknown, string][] };
      expect(shown.length, `${place}: the example of ${name} shows no value: // => ...`).toBeGreaterThan(0);
      for (const [value, text] of shown)
        if (!matches(value, text)) expect(value, `${place}: the example says // => ${text}`).toBe(text);
    },
  );
});

describe('matches', () => {
  test.each<[unknown, string]>([
    [[1, 2], '[ 1, 2 ]'],
    [{ ids: [1, 2] }, '{ids: [1, 2]}'],
    [0.4571, '0.457'],
    [{ word: 'film', similarity: 0.931 }, "{ word: 'film', similarity: 0.93 }"],
    [[1, 2, 3], '[ 1, ... ]'],
    [-1e-7, '-1.0e-7'],
  ])('%j is %s', (value, text) => expect(matches(value, text)).toBe(true));

  test.each<[unknown, string]>([
    [[1, 3], '[ 1, 2 ]'],
    [0.4579, '0.457'],
    ['good', "'bad'"],
    [[1], '[ 1, 2 ]'],
    [12, '1'],
  ])('%j is not %s', (value, text) => expect(matches(value, text)).toBe(false));
});
