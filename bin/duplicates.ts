import { Command } from 'commander';
import { duplicateTexts, listDuplicates } from '../experiments/runs/duplicates';
import { defaultsOf, type FlagsOf, integer, number } from '../experiments/runs/flags';
import { NEAR_DUPLICATE_DEFAULTS } from '../lib/corpus';
import { openData } from '../lib/corpus/open-data';
import { showProgress } from '../lib/progress';
import { runCommand } from './command-line';
import { addDataFlags, givenData } from './data-options';
import { examples } from './help';
import { addFlags, givenFlags, underscored } from './options';
import { count, print, tell } from './say';
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
    .option(
      '--out <file>',
      'write a list, for train --leave_out, of the training reviews that duplicate a test review or an earlier training review',
    );
  return addFlags(addDataFlags(program), flags)
    .option('--json', 'print a JSON object')
    .addHelpText('after', examples('--data data/aclImdb --out leave-out.txt'))
    .action(async ({ out, json = false }) => {
      const options = { ...defaultsOf(flags), ...(givenFlags(program, flags) as Partial<Values>) };
      const { path, reading } = givenData(program);
      const data = await openData(path, reading);
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
        tell(table([['set', 'reviews', 'duplicates', 'near duplicates'], ...rows]));
        tell(`\n${count(leaveOut.length)} training reviews to leave out${out ? `: ${out}` : ''}`);
      }
    });
}

if (require.main === module) void runCommand(duplicatesCommand(), underscored(process.argv));
