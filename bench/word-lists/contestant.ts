/**
 * Rates texts with a package, as its users do: in plain Node. Arguments: the package's name, and
 * `one-by-one` if `lstm-sentiment` gets one text at a time, as word lists do.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { load } from '../../runtime';
import { contend } from '../contestant';
import type { WordListCase } from './cases';
import { SCORERS } from './scorers';

const [name = '', how] = process.argv.slice(2);
/** The packages are installed beside this compiled program. */
const requirePackage = createRequire(join(__dirname, 'package.json'));

/** Returns what rates all texts, and how many have a rating above 0. */
async function rater(): Promise<(texts: readonly string[]) => number> {
  const scorer = SCORERS[name];
  if (scorer) {
    const score = scorer.load(requirePackage);
    return (texts) => texts.filter((text) => score(text) > 0).length;
  }
  const sentiment = await (requirePackage('lstm-sentiment') as { load: typeof load }).load();
  if (how === 'one-by-one')
    return (texts) => texts.filter((text) => sentiment(text).label === 'positive').length;
  return (texts) => sentiment(texts).filter(({ label }) => label === 'positive').length;
}

async function main(): Promise<void> {
  const rate = await rater();
  const { version } = requirePackage(`${name}/package.json`) as { version: string };
  await contend<WordListCase>({ [name]: version }, async ({ file }) => {
    const texts = JSON.parse(readFileSync(file, 'utf8')) as string[];
    rate(texts.slice(0, 50));
    let ms = Number.NaN;
    return {
      run() {
        const before = process.cpuUsage();
        rate(texts);
        const { user, system } = process.cpuUsage(before);
        ms = (user + system) / 1000 / texts.length;
        return undefined;
      },
      measured: () => ms,
    };
  });
}

void main();
