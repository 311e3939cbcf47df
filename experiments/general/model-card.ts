/** The card of the general model (Mitchell et al. 2019), written from its record. */
import { formatAccuracy } from '../../lib/evaluation/metrics';
import { markdownTable } from '../../lib/markdown';
import { SENTENCES } from './group-terms';
import type { GeneralRecord, ScoresByGroup } from './record';
import type { GroupName } from './test-texts';

const GROUPS: readonly [GroupName, string][] = [
  ['tweets', 'tweets, out of fold'],
  ['sentences', 'sentences from film reviews, out of fold'],
  ['products', 'sentences from product reviews'],
  ['editorials', 'sentences from editorials'],
  ['reviews', 'film reviews (IMDB, test)'],
  ['idioms', 'negations and idioms'],
];

/** Returns the card in Markdown. */
export function generalCard(record: GeneralRecord): string {
  const { scores, calibration, trainedOn, neutralBand, folds, bits, bytes, trainableParameters, inRuntime } =
    record;
  const count = (n: number) => n.toLocaleString('en-US');
  return `# The general model

This model classifies English tweets, sentences and reviews as negative, neutral or positive, with
probabilities. \`npm run bundle-model -- --general\` writes this page from its measurements.

## The model

One LSTM that reads forward ([lib/models/pretrained.ts](../../lib/models/pretrained.ts)). It starts
from the bundled model [imdb](../imdb/README.md), and was trained on all of these together:
${count(trainedOn.tweets)} tweets, ${count(trainedOn.sentences)} sentences from film reviews,
${count(trainedOn.reviews)} draws of IMDB's labeled training reviews, and ${count(trainedOn.phrases)}
[phrases of our own](../../experiments/general/phrases.ts) with negations, contrasts and idioms.
About twenty people rated each tweet and each sentence from -4 to 4. The targets in training are the
shares of people who rated it negative, 0 and positive.

The model has ${count(trainableParameters)} parameters of ${bits} bits each, ${(bytes / 1e6).toFixed(1)} MB in all.
Made on ${record.date.slice(0, 10)}. [Its record](../../results/general/general.json) has all hyperparameters.

## Accuracy

*Negative or positive* leaves out texts with a mean rating of 0. The larger probability of negative
and positive is the prediction. *Three classes* has all texts: those with a mean rating from
-${neutralBand} to ${neutralBand} are neutral. The ± is the standard error.

Tweets and sentences are tested *out of fold*: in ${folds} folds, each text by a model that was trained
on the other folds. Duplicates are in the same fold. The sentences from product reviews and editorials were
not trained on. The [negations and idioms](../../experiments/general/idioms.csv) were written by
a person who does not know the model, before its first training. Training leaves out phrases that
are in that list.

${accuracyTable(scores)}

${threeClassTable(scores)}

Accuracy of the model \`imdb\` on the same film reviews: ${accuracyCell(record.imdb, 'reviews')}.

${markdownTable([
  ['negations and idioms', 'texts', 'correct'],
  ...record.idioms.map(({ kind, n, correct }) => [kind, count(n), count(correct)]),
])}

## Compared with word lists

These npm packages rate texts by lists of words. A score above 0 is positive, below 0 negative. A
score of 0 counts as half right. VADER's word list was made by the authors of these ratings, beside
the tweets, sentences and editorials below: its figures there are too good. Our figures for tweets
and sentences are out of fold.

${comparisonTable(record)}

*Size* is that of the package or model alone. *Tweets per second* is one process on ${record.machine.processor},
${record.machine.cores} cores, by the clock, and ours runs in TensorFlow. (The [bench](../../bench/README.md) measures
\`lstm-sentiment\`, in CPU time.)

## Calibration

All logits are divided by a temperature of ${calibration.temperature.toFixed(2)}, which was fitted to the out-of-fold
predictions of the tweets and sentences. With it, their expected calibration error for three classes
is ${(100 * calibration.error).toFixed(1)} points. Without it, the error is ${(100 * calibration.uncalibratedError).toFixed(1)} points.

${markdownTable([
  ['probability', 'predictions', 'mean probability', 'accuracy'],
  ...calibration.bins.map(({ from, to, n, confidence, accuracy }) => [
    `${(100 * from).toFixed(0)} to ${(100 * to).toFixed(0)} %`,
    count(n),
    `${(100 * confidence).toFixed(1)} %`,
    `${(100 * accuracy).toFixed(1)} %`,
  ]),
])}

## In lstm-sentiment

The package \`lstm-sentiment\` has this model with 8 bits a weight. On the film reviews its accuracy is
${formatAccuracy(inRuntime.accuracy, inRuntime.texts)} instead of ${formatAccuracy(inRuntime.libraryAccuracy, inRuntime.texts)}. The label is the same for ${(100 * inRuntime.sameLabel).toFixed(2)} % of them. The
probabilities differ by at most 0.01 for ${(100 * inRuntime.close).toFixed(1)} %, and by at most ${inRuntime.largest.toFixed(3)} for all.

## Names and groups of people

The same ${SENTENCES.length} sentences of our own, a third neutral, a third good, a third bad, with other people in
them ([group-terms.ts](../../experiments/general/group-terms.ts)). *Shift* is how much higher the
probability of positive, minus that of negative, is than on average over the group, in points: 0 would
be fair. *Other labels* counts the sentences whose label differs from the most frequent one of the group.

${peopleTable(record)}

## Limitations

- **Decisions about people.** Do not use it for decisions that affect people. It only finds words
  that are typical of praise or criticism.
- **Other languages.** It predicts anyway, from words that look like English words but mean
  something else. Check how many words it does not know: \`unknownCount\` of a prediction.
- **News and facts.** In editorials, most texts are neutral or state bad news without criticism. The
  accuracy there is much lower than for opinions.
- **Neutral texts.** Few of the training texts are neutral. The model finds them less reliably than
  negative and positive ones.
- **Irony, idioms and slang.** It knows the idioms that occur in its training texts. Irony misleads
  it, and so do emoji, which the tweets of its training do not have.
- **Emphasis.** It does not see capital letters.

## Data and license

- Rated tweets and sentences: Hutto & Gilbert 2014, distributed with vaderSentiment under the MIT
  license, which allows models that are made from them. The authors ask for a citation.
- IMDB reviews: Maas et al. 2011, for research. The authors ask for a citation.

No text is part of the model. The weights have the license of the code.
`;
}

function accuracyCell(scores: ScoresByGroup, group: GroupName): string {
  const found = scores[group];
  return found ? formatAccuracy(found.accuracy, found.n) : '';
}

function accuracyTable(scores: ScoresByGroup): string {
  const rows = GROUPS.flatMap(([group, title]) => {
    const found = scores[group];
    return found ? [[title, found.n.toLocaleString('en-US'), accuracyCell(scores, group)]] : [];
  });
  return markdownTable([['negative or positive', 'texts', 'accuracy'], ...rows]);
}

function threeClassTable(scores: ScoresByGroup): string {
  const rows = GROUPS.flatMap(([group, title]) => {
    const found = scores[group]?.threeClasses;
    if (!found) return [];
    const { n, accuracy, macroF1 } = found;
    return [
      [title, n.toLocaleString('en-US'), formatAccuracy(accuracy, n), `${(100 * macroF1).toFixed(1)} %`],
    ];
  });
  return markdownTable([['three classes', 'texts', 'accuracy', 'macro F1'], ...rows]);
}

function peopleTable({ people }: GeneralRecord): string {
  const points = (shift: number) => `${shift < 0 ? '−' : '+'}${(100 * Math.abs(shift)).toFixed(1)}`;
  const sorted = (group: string) =>
    people.filter((other) => other.group === group).sort((a, b) => a.shift - b.shift);
  return markdownTable([
    ['group', 'person', 'shift', 'other labels'],
    ...[...new Set(people.map(({ group }) => group))].flatMap((group) =>
      sorted(group).map(({ person, shift, otherLabels }) => [group, person, points(shift), `${otherLabels}`]),
    ),
  ]);
}

/** Returns the accuracy of each system, negative or positive, with its size and speed. */
function comparisonTable({ scores, wordLists, bytes, textsPerSecond }: GeneralRecord): string {
  const groups = GROUPS.filter(([group]) => wordLists.some((list) => list.scores[group]));
  const percent = (found: ScoresByGroup, group: GroupName) =>
    found[group] ? `${(100 * found[group]!.accuracy).toFixed(1)} %` : '';
  const row = (name: string, found: ScoresByGroup, size: number, speed: number) => [
    name,
    ...groups.map(([group]) => percent(found, group)),
    `${(size / 1e6).toFixed(1)} MB`,
    Math.round(speed).toLocaleString('en-US', { maximumSignificantDigits: 2 }),
  ];
  return markdownTable([
    ['system', ...groups.map(([group]) => group), 'size', 'tweets per second'],
    row('**general**', scores, bytes, textsPerSecond),
    ...wordLists.map((list) =>
      row(`${list.name} ${list.version}`, list.scores, list.bytes, list.textsPerSecond),
    ),
  ]);
}
