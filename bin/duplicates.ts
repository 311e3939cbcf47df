import { Command } from 'commander';
import { duplicateTexts, listDuplicates } from '../experiments/runs/duplicates';
import { defaultsOf, type FlagsOf, integer, number } from '../experiments/runs/flags';
import { NEAR_DUPLICATE_DEFAULTS } from '../lib/corpus';
import { openDataFolder } from '../lib/corpus/data-folder';
import { showProgress } from '../lib/progress';
import { runCommand } from './command-line';
import { addFlags, givenFlags, underscored } from './flags';
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
    help: 'neighbouring words that are compared together',
  }),
  similarity: number({
    default: NEAR_DUPLICATE_DEFAULTS.similarity,
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
    const { texts, shared, leaveOut } = await duplicateTexts(data, { ...options, progress: showProgress });
    if (out) await listDuplicates(out, data, leaveOut, options.similarity);
    if (json) print({ data: data.what, ...options, texts, shared, leaveOut: leaveOut.length });
    else {
      const rows = shared.map(({ part, other, same, near }) => [
        part === other ? `${part}, another one of it` : `${part}, one of ${other}`,
        count(texts[part]!),
        count(same),
        count(near),
      ]);
      console.log(table([['like which', 'texts', 'the same', 'nearly the same'], ...rows]));
      console.log(`\n${count(leaveOut.length)} texts to leave out of training${out ? `: ${out}` : ''}`);
    }
  });
}

if (require.main === module) {
  const argv = underscored(process.argv);
  void runCommand(duplicatesCommand(), argv);
}
