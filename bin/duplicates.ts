import { Command } from 'commander';
import {
  nearDuplicates,
  type Review,
  reviewsToLeaveOut,
  sharedReviews,
  writeSourceList,
} from '../lib/corpus';
import { showProgress } from '../lib/progress';
import { openDataFolder } from '../lib/systems/data-folder';
import { defaultsOf, type FlagsOf, integer, number } from '../lib/systems/flags';
import { runCommand } from './command-line';
import { addFlags, givenFlags, underscored } from './flags';
import { count, print } from './say';
import { table } from './table';

interface Values {
  shingle: number;
  similarity: number;
}

const flags: FlagsOf<Values> = {
  shingle: integer({ default: 5, atLeast: 1, help: 'neighbouring words that are compared together' }),
  similarity: number({
    default: 0.8,
    above: 0,
    atMost: 1,
    help: 'share of these that two texts have in common, of all that either has, to be nearly the same',
  }),
};

export function duplicatesCommand(): Command {
  const program = new Command('npm run -s duplicates --')
    .description(
      'Finds texts that say the same, or nearly, within the parts of a data set and across them, and lists those to leave out of training.',
    )
    .requiredOption(
      '--data_dir <folder>',
      'texts: data.csv (SentimentText, Sentiment), or train/ and test/ with pos/ and neg/, or pos/ and neg/',
    )
    .option(
      '--out <file>',
      'where to list the texts to train on that say the same as one to test on, or as an earlier one to train on: train takes it as --leave_out',
    )
    .option('--json', 'print a JSON object')
    .allowExcessArguments(false);
  return addFlags(program, flags).action(async ({ data_dir, out, json = false }) => {
    const options = { ...defaultsOf(flags), ...(givenFlags(program, flags) as Partial<Values>) };
    const data = openDataFolder(data_dir);
    const parts: Record<string, Review[]> = {
      train: await data.train({ progress: showProgress('Reading texts', 'texts') }),
    };
    for (const part of ['test', 'unlabelled'] as const) {
      const reviews = await data[part]?.({ progress: showProgress(`Reading texts (${part})`, 'texts') });
      if (reviews) parts[part] = reviews;
    }
    const texts = Object.values(parts).flatMap((reviews) => reviews.map(({ text }) => text));
    const duplicates = await nearDuplicates(texts, {
      ...options,
      progress: showProgress('Looking for duplicates', 'texts'),
    });
    const shared = sharedReviews(parts, duplicates);
    const leftOut = reviewsToLeaveOut(parts, duplicates, 'train', ['test']);
    const sizes = Object.fromEntries(Object.entries(parts).map(([name, { length }]) => [name, length]));
    if (out)
      await writeSourceList(
        out,
        `Texts of ${data.what} to leave out: duplicates of others (${options.similarity})`,
        leftOut,
      );
    if (json) print({ data: data.what, ...options, texts: sizes, shared, leaveOut: leftOut.length });
    else {
      const rows = shared.map(({ part, other, same, near }) => [
        part === other ? `${part}, another one of it` : `${part}, one of ${other}`,
        count(sizes[part]!),
        count(same),
        count(near),
      ]);
      console.log(table([['like which', 'texts', 'the same', 'nearly the same'], ...rows]));
      console.log(`\n${count(leftOut.length)} texts to leave out of training${out ? `: ${out}` : ''}`);
    }
  });
}

if (require.main === module) {
  const argv = underscored(process.argv);
  void runCommand(duplicatesCommand(), argv);
}
