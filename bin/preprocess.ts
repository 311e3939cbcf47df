import { Command, Option } from 'commander';
import { type PreprocessRecord, preprocess } from '../experiments/runs/preprocess';
import { lossesLine } from '../experiments/runs/text-report';
import { showProgress } from '../lib/progress';
import { runCommand } from './command-line';
import { addDataFlags, givenData } from './data-options';
import { underscored } from './options';
import { count, percent, print, sayNotes } from './say';
import { table } from './table';

export function preprocessCommand(): Command {
  const program = new Command('npm run -s preprocess --');
  addDataFlags(program)
    .description(
      'Encodes labeled reviews as token ids, and writes them with their dictionary. ' +
        'The most frequent word has id 2, the next one 3. Id 0 is for padding, and id 1 for unknown words.',
    )
    .requiredOption('--out <folder>', 'a new or empty folder')
    .option(
      '--dictionary <file>',
      'use the ids of this dictionary: JSON, {"the": 2}, or a pickle such as imdb.dict.pkl.gz; no code in it is executed',
    )
    .addOption(
      new Option(
        '--tokenizer <name>',
        'unicode: words of all languages and emoji, without HTML; words: a-z and 0-9, as in the tutorials; auto: words for the data sets in data/, unicode for other data',
      )
        .choices(['auto', 'unicode', 'words', 'punctuation'])
        .default('auto'),
    )
    .option('--json', 'print a JSON object')
    .allowExcessArguments(false)
    .action(async ({ out, dictionary, tokenizer, json = false }) => {
      const { path, reading } = givenData(program);
      const events = { progress: showProgress, onRead: sayNotes };
      const record = await preprocess(path, out, { dictionary, tokenizer, reading, ...events });
      for (const { report } of Object.values(record.parts)) {
        const losses = lossesLine(report);
        if (losses) console.error(losses);
      }
      if (json) print({ out, ...record });
      else console.log(describe(record, out));
    });
  return program;
}

function describe({ parts, words, dictionary }: PreprocessRecord, out: string): string {
  const rows = Object.entries(parts).map(([name, part]) => [
    name,
    count(part.texts),
    count(part.words),
    part.words === 0 ? '-' : percent(part.unknown / part.words),
  ]);
  return [
    table([['set', 'reviews', 'words', 'unknown'], ...rows]),
    `${out}: ids and labels of each set, and a dictionary of ${count(words)} words${dictionary ? ` from ${dictionary}` : ''}`,
  ].join('\n\n');
}

if (require.main === module) void runCommand(preprocessCommand(), underscored(process.argv));
