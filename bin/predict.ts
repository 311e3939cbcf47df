import { createInterface } from 'node:readline';
import { Command } from 'commander';
import pc from 'picocolors';
import { type Classifier, loadClassifier, type Prediction } from '../lib/classifier';
import { withoutResizeSignals } from '../lib/signals';
import { checkpointOption } from './chosen-checkpoint';
import { runCommand } from './command-line';
import { underscored } from './options';
import { percent, print } from './say';

/** Lines of standard input in a batch. */
const AT_ONCE = 256;

export function predictCommand(): Command {
  return new Command('npm run -s predict --')
    .description(
      'Classifies texts, and prints the label and its probability. ' +
        'Without texts, it reads them from standard input, one per line. On a terminal, it asks for them.',
    )
    .argument('[texts...]', 'texts to classify, each in quotes')
    .addOption(checkpointOption())
    .option('--json', 'print one JSON object per line')
    .action(async (texts: string[], { checkpoints_dir, json = false }) => {
      const classifier = await loadClassifier(checkpoints_dir);
      let [shown, unread] = [0, 0];
      const show = (prediction: Prediction) => {
        shown++;
        if (!prediction.hasKnownWord) unread++;
        if (json) print(prediction);
        else console.log(describe(prediction));
      };
      await withoutResizeSignals(async () => {
        if (texts.length > 0) (await classifier.predict(texts)).forEach(show);
        else if (process.stdin.isTTY) await ask(classifier, show);
        else await readLines(classifier, show);
      });
      if (2 * unread > shown)
        console.error(
          `${unread} of ${shown} texts have no word that the model knows: their predictions mean nothing.`,
        );
    });
}

/** Returns `positive 93.1 %  I loved it`. */
function describe({ text, label, probability, tokenCount, unknownCount }: Prediction): string {
  const color = label === 'positive' ? pc.green : label === 'negative' ? pc.red : pc.yellow;
  const predicted = `${color(label)} ${percent(probability)}  ${text}`;
  if (tokenCount === 0) return `${predicted}  ${pc.dim('(no words)')}`;
  return unknownCount === 0
    ? predicted
    : `${predicted}  ${pc.dim(`(${unknownCount} of ${tokenCount} words unknown)`)}`;
}

async function ask(classifier: Classifier, show: (prediction: Prediction) => void): Promise<void> {
  const input = createInterface({ input: process.stdin, output: process.stderr, prompt: 'Text: ' });
  console.error('Type a text and press Enter. An empty line ends the program.');
  input.prompt();
  for await (const line of input) {
    if (line.trim() === '') break;
    (await classifier.predict([line])).forEach(show);
    input.prompt();
  }
  input.close();
}

async function readLines(classifier: Classifier, show: (prediction: Prediction) => void): Promise<void> {
  let lines: string[] = [];
  const classifyLines = async () => {
    (await classifier.predict(lines)).forEach(show);
    lines = [];
  };
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== '' && lines.push(line) === AT_ONCE) await classifyLines();
  }
  await classifyLines();
}

if (require.main === module) void runCommand(predictCommand(), underscored(process.argv));
