import { Command } from 'commander';
import pc from 'picocolors';
import { type Explanation, mostImportant } from '../lib/classifier';
import { replaceFile } from '../lib/files/replace-file';
import { CONTENT_POLICY } from '../lib/html';
import { explainedText } from '../lib/plots';
import { withoutResizeSignals } from '../lib/signals';
import { visible } from '../lib/visible';
import { checkpointOption, chosenClassifier, vectorsOption } from './chosen-checkpoint';
import { runCommand } from './command-line';
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
    .option('--label <name>', 'the class to explain; default: positive, or the predicted class')
    .option('--html <file>', 'write an HTML page with colored words')
    .option('--json', 'print a JSON object')
    .action(async (text: string, { checkpoints_dir, vectors, label, html, json = false }) => {
      const classifier = await chosenClassifier({ checkpoints_dir, vectors });
      const found = await withoutResizeSignals(() => classifier.explain(text, { label }));
      if (html) await replaceFile(html, page(found));
      if (json) print(found);
      else sayInColor(describe(found));
    });
}

/** Returns the text with its most important words colored, and a table of them. */
function describe(found: Explanation): string {
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
  return [
    `${pc.bold(`${percent(probability)} ${label}`)}  ${colored.join(' ')}`,
    '',
    table([['', 'word', 'up to it', 'from it on', 'without it'], ...rows]),
  ].join('\n');
}

function page(found: Explanation): string {
  return `<!doctype html><meta charset="utf-8">${CONTENT_POLICY}<title>Explanation of a prediction</title>${explainedText(found).html}\n`;
}

if (require.main === module) void runCommand(explainCommand(), underscored(process.argv));
