import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import spawn from 'nano-spawn';
import { readSnippets } from '../../lib/corpus';
import { datasetPath } from '../../lib/datasets';
import { runNpm } from '../../lib/datasets/registry';
import { repositoryRoot } from '../../lib/repository';
import { benchReviews, spread } from '../reviews';
import type { Case, Entry, Suite } from '../suite';
import { SCORERS } from './scorers';
import { installedBytes, installWordLists, wordListsFolder } from './word-lists';

/** A case of the suite `word-lists`. */
export interface WordListCase extends Case {
  /** The texts, as a JSON array. */
  file: string;
}

const [TWEETS, REVIEWS] = [2000, 200];
/** The name of our package, and of its entry. */
export const OURS = 'lstm-sentiment';

/** `lstm-sentiment`, as it is packed, beside packages that rate texts by lists of words. */
export const wordListSuite: Suite = {
  name: 'word-lists',
  title: 'Texts rated in plain Node, by CPU time',
  rounds: 3,
  divisible: true,
  async cases(scratch, { fraction }) {
    await install(scratch);
    const tweets = await readSnippets(join(datasetPath('tweets'), 'tweets_GroundTruth.txt'));
    const { what, reviews } = await benchReviews('test');
    const cases: WordListCase[] = [];
    for (const [name, unit, all, count] of [
      ['tweets', 'tweets', tweets, TWEETS],
      [what, 'reviews', reviews, REVIEWS],
    ] as const) {
      const chosen = spread(all, Math.min(1, (count * fraction) / all.length)).map(({ text }) => text);
      const file = join(scratch, `${unit}.json`);
      await writeFile(file, JSON.stringify(chosen));
      cases.push({ name: `${chosen.length} ${name}, CPU time`, file, perSecond: unit, tolerances: {} });
    }
    return cases;
  },
  entries: () => [entry(OURS), { ...entry(OURS, 'one-by-one'), name: `${OURS}, one by one` }, ...LISTS],
  sizes: async () => [OURS, ...Object.keys(SCORERS)].map((name) => ({ name, bytes: installedBytes(name) })),
};

const LISTS = Object.keys(SCORERS).map((name) => entry(name));

function entry(name: string, ...args: string[]): Entry {
  return { name, command: [process.execPath, join(wordListsFolder(), 'contestant.cjs'), name, ...args] };
}

/** Installs all packages and the compiled contestant into one folder. */
async function install(scratch: string): Promise<void> {
  await installWordLists();
  const root = repositoryRoot();
  const packed = join(scratch, 'packed');
  const args = ['--import', 'tsx', join('bin', 'packages.ts'), '--out', packed];
  const { stdout } = await spawn(process.execPath, args, { cwd: root });
  const tarball = stdout.split('\n').find((line) => line.includes(`${OURS}-`));
  if (!tarball) throw new Error(`npm run packages has packed no ${OURS}: ${stdout}`);
  await runNpm(['install', '--no-save', '--no-package-lock', '--no-audit', tarball], wordListsFolder());
  await build({
    entryPoints: [join(root, 'bench', 'word-lists', 'contestant.ts')],
    outfile: join(wordListsFolder(), 'contestant.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'es2022',
    logLevel: 'error',
  });
}
