import { existsSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import pc from 'picocolors';
import { FlagError } from '../experiments/runs/flags';
import type { CheckedPrediction, Predictor } from '../lib/classifier/predictor';
import { batchesOf } from '../lib/scoring/batches-of';
import { withoutResizeSignals } from '../lib/signals';
import { visible } from '../runtime/visible';
import { checkpointOption, chosenPredictor, vectorsOption } from './chosen-checkpoint';
import { runCommand } from './command-line';
import { examples } from './help';
import { underscored } from './options';
import { pipedLines } from './piped-lines';
import { complain, percent, print, sayInColor, tell } from './say';
import { shellQuoted } from './shell-quoted';
import { standardInput } from './standard-input';

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
    .addOption(vectorsOption())
    .option('--lines', 'read standard input as one text per line, even if it looks like a table')
    .option('--json', 'print one JSON object per line')
    .addHelpText('after', examples('"I loved every minute of it."'))
    .action(async (texts: string[], { checkpoints_dir, vectors, json = false, lines = false }) => {
      for (const text of texts) refuseFile(text, checkpoints_dir);
      const predictor = await chosenPredictor({ checkpoints_dir, vectors });
      let [shown, unread] = [0, 0];
      const show = (prediction: CheckedPrediction, line?: number) => {
        shown++;
        if (!prediction.hasKnownWord) unread++;
        if (json) print(line === undefined ? prediction : { line, ...prediction });
        else sayInColor(describe(prediction));
      };
      await withoutResizeSignals(async () => {
        if (texts.length > 0) for (const prediction of await predictor.predict(texts)) show(prediction);
        else if (process.stdin.isTTY) await ask(predictor, show);
        else await readLines(predictor, show, { json, asLines: lines });
      });
      if (2 * unread > shown)
        complain(`${unread} of ${shown} texts have no word that the model knows, and so no label.`);
    });
}

/** @throws FlagError if a text is the name of a file */
function refuseFile(text: string, folder?: string): void {
  if (/\.\w+$/.test(text) && existsSync(text) && statSync(text).isFile())
    throw new FlagError(
      `${text} is a file: npm run -s score -- ${shellQuoted(text)} --out scored.csv${folder ? ` --checkpoints_dir ${shellQuoted(folder)}` : ''} scores its rows`,
    );
}

/**
 * Returns `positive 93.1 %  I loved it`, or `no label  Жук  (the model knows none of the words)`.
 */
function describe(prediction: CheckedPrediction): string {
  const { text, label, probability, tokenCount, unknownCount, reason } = prediction;
  if (label === null) return `${pc.yellow('no label')}  ${visible(text)}  ${pc.dim(`(${reason})`)}`;
  const color = label === 'positive' ? pc.green : label === 'negative' ? pc.red : pc.yellow;
  const predicted = `${color(visible(label))} ${percent(probability!)}  ${visible(text)}`;
  return unknownCount === 0
    ? predicted
    : `${predicted}  ${pc.dim(`(${unknownCount} of ${tokenCount} words unknown)`)}`;
}

async function ask(predictor: Predictor, show: (prediction: CheckedPrediction) => void): Promise<void> {
  const input = createInterface({ input: process.stdin, output: process.stderr, prompt: 'Text: ' });
  complain('Type a text and press Enter. An empty line ends the program.');
  input.prompt();
  for await (const line of input) {
    if (line.trim() === '') break;
    for (const prediction of await predictor.predict([line])) show(prediction);
    input.prompt();
  }
  input.close();
}

/**
 * Answers every line, blank ones too, so that line n of the output belongs to line n of the input.
 */
async function readLines(
  predictor: Predictor,
  show: (prediction: CheckedPrediction, line: number) => void,
  { json, asLines }: { json: boolean; asLines: boolean },
): Promise<void> {
  let line = 0;
  const lines = pipedLines(standardInput(), { asLines });
  for await (const texts of batchesOf(lines, AT_ONCE, { charactersOf: ({ length }) => length })) {
    const filled = texts.filter((text) => text.trim() !== '');
    const predictions = (await predictor.predict(filled)).values();
    for (const text of texts) {
      line++;
      if (text.trim() !== '') show(predictions.next().value!, line);
      else if (json) print({ line, text, ...NO_PREDICTION });
      else tell();
    }
  }
}

const NO_PREDICTION = {
  label: null,
  probability: null,
  tokenCount: 0,
  unknownCount: 0,
  hasKnownWord: false,
  reason: 'the text has no word',
};

if (require.main === module) void runCommand(predictCommand(), underscored(process.argv));
