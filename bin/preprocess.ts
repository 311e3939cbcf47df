import { Command } from 'commander';
import { defaultsOf, type FlagsOf } from '../experiments/runs/flags';
import { type PreprocessRecord, preprocess } from '../experiments/runs/preprocess';
import { lossesLine } from '../experiments/runs/text-report';
import { type TokenizerValues, tokenizerFlag } from '../experiments/systems/train-flags';
import { showProgress } from '../lib/progress';
import { positiveInteger, runCommand } from './command-line';
import { addDataFlags, givenData } from './data-options';
import { examples } from './help';
import { addFlags, givenFlags, underscored } from './options';
import { complain, count, percent, print, sayNotes, tell } from './say';
import { table } from './table';

const flags: FlagsOf<TokenizerValues> = { tokenizer: tokenizerFlag('words') };

export function preprocessCommand(): Command {
  const program = new Command('npm run -s preprocess --');
  program
    .description(
      'Encodes labeled reviews as token ids, and writes them with their dictionary. ' +
        'The most frequent word has id 2, the next one 3. Id 0 is for padding, and id 1 for unknown words.',
    )
    .requiredOption('--out <folder>', 'a new or empty folder')
    .option(
      '--dictionary <file>',
      'use the ids of this dictionary: JSON, {"the": 2}, a .txt with one word per line, or a pickle such as imdb.dict.pkl.gz; no code in it is executed',
    )
    .option(
      '--dictionary_offset <number>',
      'added to the ids of the dictionary: 1 for a word index of Keras, {"the": 1}',
      positiveInteger,
    );
  return addFlags(addDataFlags(program), flags)
    .option('--json', 'print a JSON object')
    .addHelpText('after', examples('--out ids --data data/aclImdb'))
    .action(async ({ out, dictionary, dictionary_offset, json = false }) => {
      const { tokenizer } = {
        ...defaultsOf(flags),
        ...(givenFlags(program, flags) as Partial<TokenizerValues>),
      };
      const { path, reading } = givenData(program);
      const record = await preprocess(path, out, {
        dictionary,
        dictionaryOffset: dictionary_offset,
        tokenizer,
        reading,
        progress: showProgress,
        onRead: sayNotes,
      });
      for (const { report } of Object.values(record.parts)) {
        const losses = lossesLine(report);
        if (losses) complain(losses);
      }
      if (json) print({ out, ...record });
      else tell(describe(record, out));
    });
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
