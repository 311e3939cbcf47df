import { Command, InvalidArgumentError, Option } from 'commander';
import { requireNewFolder } from '../experiments/runs/new-folder';
import { importKeras } from '../lib/importers';
import { positiveInteger, runCommand } from './command-line';
import { examples } from './help';
import { underscored } from './options';
import { tell } from './say';
import { shellQuoted } from './shell-quoted';

export function importCommand(): Command {
  return new Command('npm run -s import --')
    .description(
      'Imports a classifier that Keras trained, as a checkpoint for the other commands. ' +
        'It predicts what Keras predicts.',
    )
    .argument('<file>', 'the model: .keras or .h5, saved with model.save')
    .requiredOption('--out <folder>', 'a new or empty folder')
    .option(
      '--vocabulary <file>',
      'vocab.txt (TextVectorization.get_vocabulary()), a word index {"the": 1}, or Tokenizer.to_json(); not if the model has a text layer',
    )
    .option('--classes <names>', 'the classes in the order of the outputs: bad,fine,good', namesOf)
    .option(
      '--max_length <number>',
      'the maxlen of pad_sequences, if the model does not say it',
      positiveInteger,
    )
    .addOption(new Option('--padding <side>', 'where pad_sequences padded').choices(['pre', 'post']))
    .addOption(new Option('--truncating <side>', 'where it truncated').choices(['pre', 'post']))
    .option(
      '--index_from <number>',
      'added to the ids of a word index: 3 for that of keras.datasets.imdb',
      positiveInteger,
    )
    .option('--unknown_id <number>', 'the id of unknown words, for a word index', positiveInteger)
    .option('--start_id <number>', 'the id in front of every text, for a word index', positiveInteger)
    .addHelpText(
      'after',
      examples(
        'model.keras --out imported',
        'model.h5 --out imported --vocabulary word-index.json --index_from 3',
      ),
    )
    .action(async (file: string, { out, ...options }) => {
      requireNewFolder(out);
      const classifier = await importKeras(file, {
        vocabulary: options.vocabulary,
        classes: options.classes,
        maxLength: options.max_length,
        padding: options.padding,
        truncating: options.truncating,
        indexFrom: options.index_from,
        unknownId: options.unknown_id,
        startId: options.start_id,
      });
      await classifier.save(out);
      tell(
        [
          `${file} (Keras ${classifier.version}): classes ${classifier.classes.join(', ')}`,
          ...classifier.notes,
          `Saved in ${out}. Try: npm run -s predict -- --checkpoints_dir ${shellQuoted(out)} "A text"`,
        ].join('\n'),
      );
    });
}

function namesOf(value: string): string[] {
  const names = value.split(',').map((name) => name.trim());
  if (names.length < 2 || names.includes('') || new Set(names).size < names.length)
    throw new InvalidArgumentError('It takes two or more different names, separated by commas.');
  return names;
}

if (require.main === module) void runCommand(importCommand(), underscored(process.argv));
