import type { ReliabilityBin } from '../../lib/evaluation/calibration';
import type { GroupScore } from '../../lib/evaluation/groups';
import { formatAccuracy } from '../../lib/evaluation/metrics';
import { markdownTable } from '../../lib/markdown';
import type { Direction } from '../../lib/models/pretrained';

/** What a model card says in numbers, all of it measured. */
export interface CardFigures {
  /** Which ways its LSTMs read. */
  directions: readonly Direction[];
  /** Numbers that were trained. */
  trained: number;
  /** How many texts were trained on, held out, and tested on. */
  texts: { train: number; held: number; test: number };
  bits: number;
  bytes: number;
  accuracy: number;
  loss: number;
  /** The same before its numbers were made smaller. */
  wholeAccuracy: number;
  temperature: number;
  calibrationError: number;
  /** Before the temperature. */
  uncalibratedError: number;
  reliability: readonly ReliabilityBin[];
  byLength: readonly GroupScore[];
  byRating: readonly GroupScore[];
  date: string;
  /** The record of its training, in `results/`. */
  record?: string;
  /** The accuracy of counting words, `nb`, on the same texts, with its error. */
  counting?: string;
}

/** Returns the card of a model that was trained on IMDB, in Markdown (Mitchell et al. 2019, model cards). */
export function modelCard(figures: CardFigures): string {
  const { texts, bits, bytes, accuracy, loss, wholeAccuracy, temperature } = figures;
  const accurate = (share: number) => formatAccuracy(share, texts.test);
  const count = (n: number) => n.toLocaleString('en-US');
  const groups = (title: string, scores: readonly GroupScore[]) =>
    markdownTable([
      [title, 'texts', 'accuracy'],
      ...scores.map(({ name, n, accuracy }) => [name, count(n), formatAccuracy(accuracy, n)]),
    ]);
  return `# The model that comes with the library

Says of an English film review whether it is positive or negative, and how probable that is. \`npm run predict\`,
\`npm run evaluate\`, \`npm run explain\` and \`loadPretrained()\` use it unless they are told otherwise. This page is written by
\`npm run ship\`, from what it measured.

## What it is

${lstmsOf(figures.directions)} before
([lib/models/pretrained.ts](../../lib/models/pretrained.ts)): ${count(figures.trained)} numbers, ${bits} bits each,
${(bytes / 1e6).toFixed(1)} MB in all.${answerOf(figures.directions)} It was trained on ${count(texts.train)} of IMDB's labelled training reviews, and
before that, as a language model, on the unlabelled ones as well, of which some say the same as a test review; ${count(texts.held)}
training reviews were held out to choose by. Made on ${figures.date}.${recordIn(figures.record)}
[CONTRIBUTING.md](../../CONTRIBUTING.md#change-what-is-measured-or-shipped) says how to make it again.

## How well it does

On ${count(texts.test)} test reviews, by which nothing was chosen: **${accurate(accuracy)}**, cross-entropy ${loss.toFixed(4)} nats. Before its
numbers were made smaller it had ${accurate(wholeAccuracy)}. The ± is the standard error.${officialTexts(texts.test)}${comparison(figures)}

${groups('length', figures.byLength)}

${groups('rating', figures.byRating)}

Logits are divided by a temperature of ${temperature.toFixed(2)}, found on the reviews that were held out. On the test
reviews probability and share of right answers are then ${(100 * figures.calibrationError).toFixed(1)} points apart on average, and
were ${(100 * figures.uncalibratedError).toFixed(1)} before.

${markdownTable([
  ['probability', 'answers', 'mean probability', 'right'],
  ...figures.reliability.map(({ from, to, n, confidence, accuracy }) => [
    `${(100 * from).toFixed(0)} to ${(100 * to).toFixed(0)} %`,
    count(n),
    `${(100 * confidence).toFixed(1)} %`,
    `${(100 * accuracy).toFixed(1)} %`,
  ]),
])}

## What it is not for

- **Judging people**, or anything that matters to somebody. It finds words that go with praise of films, no more.
- **Other languages.** It answers all the same, by the words that are English, too, and mean something else there: look at how
  many words are \`unknown\`.
- **Other kinds of text.** It has read film reviews of before 2012; of tweets or letters it knows nothing.
- **Neutral texts.** It has two answers, and gives one of them to anything; without a word it has only its habit.
- **Negation and turns.** "Not good" it reads right, but of "not bad at all, it was good" it hears *bad*: strong words outweigh
  what turns them round. Irony, praise of one film inside a panning of another, and a plot told at length mislead it, too.

## Data and licence

IMDB reviews (Maas et al. 2011), for research, with a request to cite; no review is part of the model. The weights have the
licence of the code.
`;
}

function lstmsOf(directions: readonly Direction[]): string {
  const [one] = directions;
  return directions.length === 1
    ? `An LSTM that reads ${one}s and was a language model`
    : 'Two LSTMs, one reading forwards and one backwards, that were language models';
}

function answerOf(directions: readonly Direction[]): string {
  return directions.length === 1
    ? ''
    : ' Each answers for itself, and the mean of their logits is the answer.';
}

function recordIn(file: string | undefined): string {
  return file === undefined ? '' : `\n[Its record](../../results/${file}) has every parameter and curve.`;
}

/** Figures of others are of all test reviews. */
function officialTexts(n: number): string {
  const all = 25_000;
  return n === all ? '' : `\n(The data set has ${all.toLocaleString('en-US')}; this copy has only these.)`;
}

function comparison({ counting }: CardFigures): string {
  if (counting === undefined) return '';
  return `\nCounting words and pairs of words (\`nb\`, in a minute) has ${counting} on the same reviews.`;
}
