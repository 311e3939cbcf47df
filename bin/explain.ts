import { existsSync } from 'node:fs';
import { Command } from 'commander';
import pc from 'picocolors';
import { FlagError } from '../experiments/runs/flags';
import { type Explanation, mostImportant, type Prediction } from '../lib/classifier';
import { replaceFile } from '../lib/files/replace-file';
import { CONTENT_POLICY } from '../lib/html';
import { explainedText } from '../lib/plots';
import { withoutResizeSignals } from '../lib/signals';
import { visible } from '../runtime/visible';
import { checkpointOption, chosenClassifier, vectorsOption } from './chosen-checkpoint';
import { runCommand } from './command-line';
import { examples } from './help';
import { underscored } from './options';
import { percent, print, sayInColor } from './say';
import { table } from './table';

/** Rows of the table. */
const SHOWN = 8;

export function explainCommand(): Command {
  return new Command('npm run -s explain --')
    .description('Explains a prediction: how it changes from word to word, and when a word is left out.')
    .argument('<text>', 'the text, in quotes')
    .addOption(checkpointOption())
    .addOption(vectorsOption())
    .option('--label <name>', 'the class to explain (default: positive, or the predicted class)')
    .option('--html <file>', 'write an HTML page with colored words')
    .option('--json', 'print a JSON object')
    .addHelpText('after', examples('"The plot is thin, but I loved it." --html why.html'))
    .action(async (text: string, { checkpoints_dir, vectors, label, html, json = false }) => {
      if (html && existsSync(html) && !/\.x?html?$/i.test(html))
        throw new FlagError(`--html ${html}: this file is no page, and is not replaced; name a new one`);
      const classifier = await chosenClassifier({ checkpoints_dir, vectors });
      const [found, predicted] = await withoutResizeSignals(async () => [
        await classifier.explain(text, { label }),
        (await classifier.predict([text]))[0]!,
      ]);
      if (html) await replaceFile(html, page(found));
      if (json) print(found);
      else sayInColor(describe(found, predicted));
    });
}

/**
 * Returns the text with its most important words colored, a table of them, and what is not in it.
 */
function describe(found: Explanation, predicted: Prediction): string {
  const { probability, after, from, importance } = found;
  const label = visible(found.label);
  const tokens = found.tokens.map(visible);
  const important = new Set(mostImportant(found, SHOWN));
  const colored = tokens.map((word, at) => {
    if (!important.has(at)) return word;
    return importance[at]! > 0 ? pc.green(word) : pc.red(word);
  });
  const rows = [...important]
    .sort((a, b) => a - b)
    .map((at) => {
      const shares = [after[at]!, from[at]!, probability - importance[at]!];
      return [`${at + 1}`, tokens[at]!, ...shares.map(percent)];
    });
  const unknown = tokens.filter((_, at) => found.unknown[at]);
  const notes = [
    predicted.label !== found.label &&
      `The predicted class is ${visible(predicted.label)}, ${percent(predicted.probability)}.`,
    rows.length < tokens.length && `The ${rows.length} most important of ${tokens.length} words.`,
    unknown.length > 0 && `The model does not know: ${[...new Set(unknown)].join(', ')}`,
  ];
  return [
    `${pc.bold(`${percent(probability)} ${label}`)}  ${colored.join(' ')}`,
    '',
    table([['', 'word', 'up to it', 'from it on', 'without it'], ...rows]),
    ...notes.filter(Boolean),
  ].join('\n');
}

function page(found: Explanation): string {
  return `<!doctype html><meta charset="utf-8">${CONTENT_POLICY}<title>Explanation of a prediction</title>${explainedText(found).html}\n`;
}

if (require.main === module) void runCommand(explainCommand(), underscored(process.argv));
