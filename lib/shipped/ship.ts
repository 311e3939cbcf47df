/** From a run to the model that comes with the library: smaller numbers, an honest temperature, a card of what it does. */
import { readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Review } from '../corpus';
import type { PretrainedConfig } from '../models';
import {
  answerAt,
  atTemperature,
  calibrationError,
  fitTemperature,
  probabilities,
  readWords,
  reliability,
  scoreByGroup,
  scoreOf,
} from '../scoring';
import { answersFor } from '../systems/assess';
import { openDataFolder } from '../systems/data-folder';
import type { FlagValues } from '../systems/flags';
import { type LoadedClassifier, loadClassifier } from '../systems/load-classifier';
import { prepare } from '../systems/prepare';
import type { RunEvents } from '../systems/run-events';
import { parametersOf } from '../systems/run-record';
import type { CommonValues } from '../systems/system';
import { systemNamed } from '../systems/systems';
import { bestCheckpoint, loadCheckpoint, saveCheckpoint } from '../training';
import { type CardFigures, modelCard } from './model-card';

const LENGTHS = [50, 100, 200, 400, 800];
const RATINGS = [1, 2, 3, 4, 7, 8, 9, 10];

/**
 * Writes the best checkpoint of a run into `folder`, as the library ships it, with its card, and returns the card's figures.
 *
 * @param bits of each number
 * @throws when the run is of another system than `pretrained`, or did not begin from language models; when its texts are no longer there
 */
export async function ship(
  run: string,
  folder: string,
  bits: 8 | 16,
  events: Pick<RunEvents, 'progress' | 'signal'> = {},
): Promise<CardFigures> {
  const checkpoint = await bestCheckpoint(run);
  const { model, record, vocabulary } = await loadCheckpoint(checkpoint);
  if (!record.run) throw new Error(`${checkpoint} was not saved by the command that trains`);
  if (record.system !== 'pretrained')
    throw new Error(
      `${checkpoint} is of ${record.system}: what is shipped is a run of train --model pretrained`,
    );
  const { start = 'language-models' } = record.run.flags as { start?: string };
  if (start !== 'language-models')
    throw new Error(
      `${checkpoint} began from ${start}: what is shipped began from language models, as its card says`,
    );
  const values = record.run.flags as CommonValues & FlagValues;
  const { held } = await prepare(systemNamed(record.system), values, events);
  const classes = record.classes.length;
  const said = await probabilities(model, held.ids, { signal: events.signal });
  const temperature = fitTemperature({ probabilities: said.values, labels: held.labels, classes });
  const { run: _run, ...shipped } = record;
  await saveCheckpoint(folder, model, { ...shipped, temperature }, { vocabulary, bits });

  const data = openDataFolder(values.data_dir);
  if (!data.test) throw new Error(`${data.what} has no texts to test on`);
  const reviews = await data.test({
    signal: events.signal,
    progress: events.progress?.('Reading texts to test on', 'texts'),
  });
  const whole = await loadClassifier(checkpoint);
  const classifier = await loadClassifier(folder);
  const progress = events.progress?.('Testing', 'texts');
  const found = await answersFor(whole, reviews, { signal: events.signal, progress });
  const raw = await answersFor({ ...classifier, temperature: 1 }, reviews, {
    signal: events.signal,
    progress,
  });
  const answers = { ...raw, probabilities: atTemperature(raw, temperature) };
  const score = scoreOf(answers.probabilities, answers.labels, classes);
  const isRight = (text: number) =>
    answerAt(answers.probabilities, text, classes).answer === answers.labels[text];
  const figures: CardFigures = {
    directions: (record.config as unknown as PretrainedConfig).directions,
    trained: parametersOf(model),
    texts: { train: record.run.data.train, held: record.run.data.held, test: reviews.length },
    bits,
    bytes: readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0),
    accuracy: score.accuracy,
    loss: score.loss,
    wholeAccuracy: scoreOf(found.probabilities, found.labels, classes).accuracy,
    temperature,
    calibrationError: calibrationError(answers),
    uncalibratedError: calibrationError(raw),
    reliability: reliability(answers),
    byLength: scoreByGroup(reviews.length, LENGTH_NAMES, (n) => lengthOf(classifier, reviews[n]!), isRight),
    byRating: scoreByGroup(
      reviews.length,
      RATINGS.map((rating) => `${rating} of 10`),
      (n) => `${reviews[n]!.rating} of 10`,
      isRight,
    ),
    date: new Date().toISOString().slice(0, 10),
  };
  await writeFile(join(folder, 'README.md'), modelCard(figures));
  return figures;
}

const LENGTH_NAMES = [
  ...LENGTHS.map((to, n) => `${n === 0 ? 1 : LENGTHS[n - 1]! + 1} to ${to} words`),
  `more than ${LENGTHS.at(-1)} words`,
];

/** Returns which group a text belongs to by its words, punctuation marks included, before it is cut. */
function lengthOf(classifier: LoadedClassifier, { text }: Review): string {
  const words = readWords({ ...classifier, maxLength: undefined }, classifier.reader.clean(text)).length;
  const at = LENGTHS.findIndex((to) => words - classifier.reader.marks <= to);
  return LENGTH_NAMES.at(at)!;
}
