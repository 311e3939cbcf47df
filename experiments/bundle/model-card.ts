import type { ReliabilityBin } from '../../lib/evaluation/calibration';
import type { GroupAccuracy } from '../../lib/evaluation/groups';
import { formatAccuracy } from '../../lib/evaluation/metrics';
import { markdownTable } from '../../lib/markdown';
import type { Direction } from '../../lib/models/pretrained';

/** The measured values that a model card reports. */
export interface CardFigures {
  /** The directions of its LSTMs: forward, backward or both. */
  directions: readonly Direction[];
  /** The number of trainable parameters. */
  trainableParameters: number;
  /** The sizes of the training, validation and test set. */
  texts: { train: number; validation: number; test: number };
  /** How many texts of the training set have soft labels in place of labels. */
  softlyLabeled: number;
  bits: number;
  bytes: number;
  accuracy: number;
  loss: number;
  /** The accuracy before quantization. */
  unquantizedAccuracy: number;
  temperature: number;
  calibrationError: number;
  /** The calibration error without the temperature. */
  uncalibratedError: number;
  reliability: readonly ReliabilityBin[];
  byLength: readonly GroupAccuracy[];
  byRating: readonly GroupAccuracy[];
  date: string;
  /** The file name of its training record in `results/`. */
  record?: string;
  /** How long all stages of making it took, if its record has them. */
  hours?: number;
  /** The accuracy of the n-gram baseline `nb` on the same reviews, with its error. */
  bagOfWordsAccuracy?: string;
}

/**
 * Returns the model card (Mitchell et al. 2019) of a model that was trained on IMDB, in Markdown.
 */
export function modelCard(figures: CardFigures): string {
  const { texts, bits, bytes, accuracy, loss, unquantizedAccuracy, temperature } = figures;
  const accurate = (share: number) => formatAccuracy(share, texts.test);
  const count = (n: number) => n.toLocaleString('en-US');
  const groups = (title: string, scores: readonly GroupAccuracy[]) =>
    markdownTable([
      [title, 'reviews', 'accuracy'],
      ...scores.map(({ name, n, accuracy }) => [name, count(n), formatAccuracy(accuracy, n)]),
    ]);
  return `# The bundled model for film reviews

This model classifies an English film review as positive or negative, with a probability.
\`loadClassifier('imdb')\` loads it, and \`--checkpoints_dir imdb\` selects it in every command. For other texts
there is [general](../general/README.md), the default.
\`npm run bundle-model\` writes this page from its measurements.

## The model

${lstmsOf(figures.directions)}
([lib/models/pretrained.ts](../../lib/models/pretrained.ts)).${predictionOf(figures.directions)}
The model has ${count(figures.trainableParameters)} parameters of ${bits} bits each, ${(bytes / 1e6).toFixed(1)} MB in all.

- Training set: ${count(texts.train - figures.softlyLabeled)} of IMDB's labeled training reviews${softLabelsOf(figures)}.
- Validation set: ${count(texts.validation)} other labeled training reviews of IMDB.
- Pretraining: the training set and the unlabeled reviews, some of which duplicate a test review.

Made on ${figures.date}${figures.hours === undefined ? '' : ` in ${figures.hours.toFixed(1)} hours`}.${recordIn(figures.record)}
[CONTRIBUTING.md](../../CONTRIBUTING.md#change-what-is-measured-or-bundled) has the commands that
make it again.

## Accuracy

Accuracy on ${count(texts.test)} test reviews: **${accurate(accuracy)}**. Cross-entropy: ${loss.toFixed(4)} nats.
Accuracy before quantization: ${accurate(unquantizedAccuracy)}. The ± is the standard error.
No choice was based on the test set.${officialTexts(texts.test)}${comparison(figures)}

${groups('length', figures.byLength)}

${groups('rating', figures.byRating)}

## Calibration

All logits are divided by a temperature of ${temperature.toFixed(2)}, which was fitted on the validation set.
With it, the expected calibration error on the test set is ${(100 * figures.calibrationError).toFixed(1)} points.
Without it, the error is ${(100 * figures.uncalibratedError).toFixed(1)} points.

${markdownTable([
  ['probability', 'predictions', 'mean probability', 'accuracy'],
  ...figures.reliability.map(({ from, to, n, confidence, accuracy }) => [
    `${(100 * from).toFixed(0)} to ${(100 * to).toFixed(0)} %`,
    count(n),
    `${(100 * confidence).toFixed(1)} %`,
    `${(100 * accuracy).toFixed(1)} %`,
  ]),
])}

## Limitations

- **Decisions about people.** Do not use it for decisions that affect people. It only finds words
  that are typical of praise or criticism of films.
- **Other languages.** It predicts anyway, from words that look like English words but mean
  something else. Check how many words it does not know: \`predict\` prints it, and in a program it
  is \`unknownCount\`.
- **Other kinds of text.** It was trained on film reviews from before 2012. On other texts, such as
  tweets, expect a lower accuracy. Measure it with \`npm run evaluate\`.
- **Neutral texts.** It has two classes, and predicts one of them for any text.
  For a text without words, the prediction means nothing.
- **Negation and contrast.** It reads "not good" correctly. But in "not bad at all, it was good"
  it follows *bad*: strong words outweigh the words that reverse them. Irony also misleads it,
  and so do praise of another film in a negative review and a long summary of the plot.

## Data and license

IMDB reviews (Maas et al. 2011), for research. The authors ask for a citation.
No review is part of the model. The weights have the license of the code.
`;
}

function lstmsOf(directions: readonly Direction[]): string {
  const [one] = directions;
  return directions.length === 1
    ? `A ${one} LSTM that was pretrained as a language model`
    : 'Two LSTMs, one forward and one backward, that were pretrained as language models';
}

function predictionOf(directions: readonly Direction[]): string {
  return directions.length === 1
    ? ''
    : '\nEach has its own output layer and its own loss. The prediction is the average of their logits.';
}

function softLabelsOf({ softlyLabeled: n }: CardFigures): string {
  return n === 0
    ? ''
    : `, and ${n.toLocaleString('en-US')} unlabeled ones.
  What other models say of these took the place of labels ([recipe](../../experiments/bundle/recipe.ts))`;
}

function recordIn(file: string | undefined): string {
  return file === undefined
    ? ''
    : `\n[Its record](../../results/${file}) has all hyperparameters and curves.`;
}

/** Published results use the whole test set, so a smaller one is named. */
function officialTexts(n: number): string {
  const all = 25_000;
  return n === all
    ? ''
    : `\n(The data set has ${all.toLocaleString('en-US')} test reviews. Our copy has ${n.toLocaleString('en-US')} of them.)`;
}

function comparison({ bagOfWordsAccuracy }: CardFigures): string {
  if (bagOfWordsAccuracy === undefined) return '';
  return `\nAccuracy of the n-gram baseline \`nb\` on the same reviews: ${bagOfWordsAccuracy}.`;
}
