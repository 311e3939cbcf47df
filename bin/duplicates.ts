import { Command } from 'commander';
import { duplicateTexts, listDuplicates } from '../experiments/runs/duplicates';
import { defaultsOf, type FlagsOf, integer, number } from '../experiments/runs/flags';
import { NEAR_DUPLICATE_DEFAULTS } from '../lib/corpus';
import { openDataFolder } from '../lib/corpus/data-folder';
import { showProgress } from '../lib/progress';
import { runCommand } from './command-line';
import { addFlags, givenFlags, underscored } from './options';
import { count, print } from './say';
import { table } from './table';

interface Values {
  shingle: number;
  similarity: number;
}

const flags: FlagsOf<Values> = {
  shingle: integer({
    default: NEAR_DUPLICATE_DEFAULTS.shingle,
    atLeast: 1,
    help: 'words of a shingle',
  }),
  similarity: number({
    default: NEAR_DUPLICATE_DEFAULTS.similarity,
    above: 0,
    atMost: 1,
    help: 'Jaccard similarity of the shingles of two near duplicates',
  }),
};

export function duplicatesCommand(): Command {
  const program = new Command('npm run -s duplicates --')
    .description(
      'Finds duplicates and near duplicates within and across the sets of a data set. ' +
        'Lists the training reviews to leave out.',
    )
    .requiredOption(
      '--data_dir <folder>',
      'the data: data.csv (SentimentText, Sentiment), or train/ and test/ with pos/ and neg/, or pos/ and neg/',
    )
    .option(
      '--out <file>',
      'write a list, for train --leave_out, of the training reviews that duplicate a test review or an earlier training review',
    )
    .option('--json', 'print a JSON object')
    .allowExcessArguments(false);
  return addFlags(program, flags).action(async ({ data_dir, out, json = false }) => {
    const options = { ...defaultsOf(flags), ...(givenFlags(program, flags) as Partial<Values>) };
    const data = openDataFolder(data_dir);
    const { texts, shared, leaveOut } = await duplicateTexts(data, { ...options, progress: showProgress });
    if (out) await listDuplicates(out, data, leaveOut, options.similarity);
    if (json) print({ data: data.what, ...options, texts, shared, leaveOut: leaveOut.length });
    else {
      const rows = shared.map(({ part, other, same, near }) => [
        `${part}, duplicated in ${other}`,
        count(texts[part]!),
        count(same),
        count(near),
      ]);
      console.log(table([['set', 'reviews', 'duplicates', 'near duplicates'], ...rows]));
      console.log(`\n${count(leaveOut.length)} training reviews to leave out${out ? `: ${out}` : ''}`);
    }
  });
}

if (require.main === module) void runCommand(duplicatesCommand(), underscored(process.argv));
