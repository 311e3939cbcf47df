import { readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type WordList, wordLists } from '../bench/word-lists/word-lists';
import { FOLDS } from '../experiments/general/folds';
import { GENERAL } from '../experiments/general/general-model';
import { personShifts } from '../experiments/general/group-terms';
import { agreementInRuntime } from '../experiments/general/in-runtime';
import {
  finalModel,
  logitsOf,
  type OutOfFold,
  outOfFold,
  temperatureOf,
  trainingTexts,
} from '../experiments/general/make-general';
import { generalCard } from '../experiments/general/model-card';
import { CLASSES, NEUTRAL_BAND } from '../experiments/general/rated-texts';
import {
  type Calibration,
  type GeneralRecord,
  type ScoresByGroup,
  type WordListScores,
  writeGeneralRecord,
} from '../experiments/general/record';
import { type Opinion, opinionsOf, scoresOf } from '../experiments/general/scores';
import { type GroupName, idioms, KIND_OF, type TestText, testTexts } from '../experiments/general/test-texts';
import type { RunEvents } from '../experiments/runs/run-events';
import { countTrainableParameters } from '../experiments/runs/run-record';
import { tf } from '../lib/backend';
import { bundledModelFolder, type LoadedClassifier, loadClassifier } from '../lib/classifier/load';
import { calibrationError, reliability } from '../lib/evaluation/calibration';
import { formatAccuracy } from '../lib/evaluation/metrics';
import { processor } from '../lib/machine';
import { say } from './say';

/** The folder of the models of the folds and of the final model before quantization. */
const WORK = join('checkpoints', 'general');
const BITS = 16;
const GROUPS: readonly GroupName[] = ['tweets', 'sentences', 'products', 'editorials', 'reviews', 'idioms'];
/** Word lists are not tested on whole reviews, which their documentation does not promise. */
const FOR_WORD_LISTS = GROUPS.filter((group) => group !== 'reviews');

type Events = Pick<RunEvents, 'progress' | 'signal'>;

/** Trains, tests and bundles the general model, and writes its record and its card. */
export async function bundleGeneral(events: Events): Promise<void> {
  const texts = await trainingTexts(events);
  const tested = await outOfFold(texts, join(WORK, 'folds'), events);
  const temperature = temperatureOf(tested);
  const unquantized = await finalModel(texts, temperature, join(WORK, 'final'), events);
  const folder = bundledModelFolder('general');
  await unquantized.save(folder, { bits: BITS });
  const classifier = await loadClassifier(folder);
  const tweets = texts.rated.filter(({ kind }) => kind === 'tweets').length;
  const imdb = await loadClassifier(bundledModelFolder('imdb'));
  const [reviews, list] = [await testTexts('reviews'), idioms()];
  const idiomOpinions = opinionsOf(await logitsOf(classifier, list, events));
  const record: GeneralRecord = {
    format: 1,
    hyperparameters: { ...GENERAL },
    neutralBand: NEUTRAL_BAND,
    folds: FOLDS,
    trainedOn: {
      tweets,
      sentences: texts.rated.length - tweets,
      reviews: GENERAL.epochs * GENERAL.reviewsPerEpoch,
      phrases: texts.phrases.length,
    },
    trainableParameters: countTrainableParameters(classifier.model),
    bits: BITS,
    bytes: readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0),
    scores: await scoresOfModel(classifier, tested, events),
    calibration: calibrationOf(tested, temperature),
    idioms: byKind(list, idiomOpinions),
    textsPerSecond: await speedOf(classifier, await testTexts('tweets')),
    imdb: { reviews: scoresOf(reviews, twoClassOpinions(await logitsOf(imdb, reviews, events))) },
    wordLists: await scoresOfWordLists(),
    inRuntime: await agreementInRuntime(classifier, reviews, {
      signal: events.signal,
      progress: events.progress?.('Comparing with lstm-sentiment', 'reviews'),
    }),
    people: await personShifts(classifier),
    machine: {
      ...processor(),
      backend: tf.getBackend(),
      node: process.versions.node,
    },
    date: new Date().toISOString(),
  };
  for (const [group, { accuracy, n }] of Object.entries(record.scores))
    say(`${group}: ${formatAccuracy(accuracy, n)}`);
  say(`Record saved in: ${await writeGeneralRecord(record)}`);
  await writeFile(join(folder, 'README.md'), generalCard(record));
  say(`Model saved in: ${folder}`);
}

/** Returns the scores: tweets and sentences out of fold, the others by the bundled model. */
async function scoresOfModel(
  classifier: LoadedClassifier,
  { texts, logits }: OutOfFold,
  events: Events,
): Promise<ScoresByGroup> {
  const opinions = opinionsOf(logits);
  const scores: ScoresByGroup = {};
  for (const group of GROUPS) {
    const chosen = [...texts.keys()].filter((at) => texts[at]!.kind === KIND_OF[group]);
    if (chosen.length > 0) {
      const rated = chosen.map((at): TestText => ({ ...texts[at]!, polarity: texts[at]!.rating }));
      scores[group] = scoresOf(
        rated,
        chosen.map((at) => opinions[at]!),
      );
    } else {
      const others = await testTexts(group);
      scores[group] = scoresOf(others, opinionsOf(await logitsOf(classifier, others, events)));
    }
  }
  return scores;
}

function calibrationOf({ texts, logits }: OutOfFold, temperature: number): Calibration {
  const labels = Int32Array.from(texts, ({ label }) => CLASSES.indexOf(label as (typeof CLASSES)[number]));
  const examples = { logits, labels, classes: CLASSES.length };
  return {
    temperature,
    error: calibrationError(examples, temperature),
    uncalibratedError: calibrationError(examples),
    bins: reliability(examples, temperature),
  };
}

/** Returns the number of correct predictions for each kind of idiom. */
function byKind(list: ReturnType<typeof idioms>, opinions: readonly Opinion[]): GeneralRecord['idioms'] {
  const kinds = [...new Set(list.map(({ kind }) => kind))].sort();
  return kinds.map((kind) => {
    const chosen = [...list.keys()].filter((at) => list[at]!.kind === kind);
    const correct = chosen.filter(
      (at) => Math.sign(opinions[at]!.polarity) === Math.sign(list[at]!.polarity),
    ).length;
    return { kind, n: chosen.length, correct };
  });
}

/** Returns the opinions of logits `[texts, 2]` of the classes negative and positive. */
function twoClassOpinions(logits: Float32Array): Opinion[] {
  return Array.from({ length: logits.length / 2 }, (_, text) => {
    const polarity = logits[2 * text + 1]! - logits[2 * text]!;
    return { polarity, classIndex: polarity > 0 ? 2 : 0 };
  });
}

async function speedOf(classifier: LoadedClassifier, texts: readonly TestText[]): Promise<number> {
  const list = texts.map(({ text }) => text);
  await classifier.predict(list.slice(0, 100));
  const started = performance.now();
  await classifier.predict(list);
  return list.length / ((performance.now() - started) / 1000);
}

async function scoresOfWordLists(): Promise<WordListScores[]> {
  const groups = await Promise.all(
    FOR_WORD_LISTS.map(async (group) => ({ group, texts: await testTexts(group) })),
  );
  return (await wordLists()).map((list) => {
    const scores: ScoresByGroup = {};
    for (const { group, texts } of groups)
      scores[group] = scoresOf(
        texts,
        texts.map(({ text }) => opinionOf(list, text)),
      );
    const { texts: tweets } = groups[0]!;
    const started = performance.now();
    for (const { text } of tweets) list.score(text);
    const textsPerSecond = tweets.length / ((performance.now() - started) / 1000);
    const { name, version, license, bytes } = list;
    return { name, version, license, bytes, textsPerSecond, scores };
  });
}

function opinionOf({ score, neutralBand }: WordList, text: string): Opinion {
  const polarity = score(text);
  if (Math.abs(polarity) <= neutralBand) return { polarity, classIndex: 1 };
  return { polarity, classIndex: polarity > 0 ? 2 : 0 };
}
