// ---
// jupyter:
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Word2Vec
//
// Word vectors know that *actor* and *actress* are alike, and nobody told them. Who did, and could you make such vectors from
// nothing but the reviews on this machine?
//
// **After this notebook you can** say what CBOW and skip-gram predict and what they learn from it, train both, and judge
// vectors by their neighbours. **It takes** fifteen minutes to read and about a minute to run. **Data:** the rated sentences, or
// every tenth review of IMDB, and GloVe to compare with.

// %% [markdown]
// ## Predicting a word from its neighbours
//
// Which word is missing in *"we ___ this old cinema"*? *Love* fits, *adore* fits, *Tuesday* does not. Whoever can answer such
// questions must know that *love* and *adore* are used alike: both are verbs, both stand before things that people like. Word2Vec
// (Mikolov, Chen, Corrado and Dean 2013) turns that round. It trains a very small network to answer, and what it has to know for
// that it keeps in its vectors.
//
// A **window** of fixed size slides over each text. At every place the word in its middle is asked for, given the others. In what
// order they stand is ignored, so this is called the *continuous bag of words*, **CBOW**.
//
// | window | given | asked for |
// |---|---|---|
// | tonight we **love** this old | tonight, we, this, old | love |
// | we love **this** old cinema | we, love, old, cinema | this |
// | tonight we **adore** this old | tonight, we, this, old | adore |
//
// *Love* and *adore* are the answers to the same question. That is what moves their vectors together.
//
// Every word $w$ has two vectors: $v_w$ where it is given, and $u_w$ where it is asked for. The given ones are averaged, and the
// word whose $u_w$ has the largest product with the mean is the answer:
//
// $$\bar v = \frac{1}{|C|} \sum_{c \in C} v_c \qquad p(w \mid C) = \frac{e^{u_w \cdot \bar v}}{\sum_{x} e^{u_x \cdot \bar v}}$$
//
// No hidden layer, no activation. But the sum below runs over the *whole vocabulary*, for every word of a large corpus.

// %% [markdown]
// ## Negative sampling
//
// So ask something cheaper: does this word belong here, yes or no? One word is right; a few others, drawn at random,
// the *negatives* $n$, are most probably not. The loss of one question (Mikolov, Sutskever, Chen, Corrado and Dean 2013, eq. 4):
//
// $$-\log \sigma(u_w \cdot \bar v) - \sum_{n} \log \sigma(-u_n \cdot \bar v)$$
//
// $\sigma(x) = 1 / (1 + e^{-x})$, the *sigmoid*, turns any number into one between 0 and 1: here into the probability of a yes.
//
// In code it is a dot product, a sigmoid, and two vectors that are moved:
//
// <!-- listing: lib/vectors/negative-sampling.ts learnTarget -->
//
// and CBOW is what goes around it. (`bagOf` makes the mean, `error` is what the given words are moved by.)
//
// <!-- listing: lib/vectors/cbow.ts cbow -->
//
// Negatives are drawn in proportion to their count to the power of ¾, so rare words come up a little more often than they
// occur. Very frequent words like *the* are skipped at most of their places, as they say little about their neighbours.

// %%
import { courseReviews } from '../course/demos/reviews';
import { tokenize } from '../lib/text';

const { dataset, train } = await courseReviews();
const sample = dataset === 'imdb' ? train.filter((_, n) => n % 10 === 0) : train;
const texts = sample.map(({ text }) => tokenize(text));
const count = texts.reduce((sum, words) => sum + words.length, 0);
`${count.toLocaleString('en-US')} words of ${texts.length.toLocaleString('en-US')} texts`;

// %%
import { showProgress } from '../lib/progress';
import { trainWord2Vec } from '../lib/vectors';

const settings = { dimensions: 50, window: 5, epochs: dataset === 'imdb' ? 4 : 6 };
const losses: Record<string, { read: number; loss: number }[]> = {};
const learn = (model: 'cbow' | 'skip-gram') => {
  losses[model] = [];
  return trainWord2Vec(texts, {
    ...settings,
    model,
    progress: showProgress(model, 'words'),
    onMeasured: (read, loss) => losses[model].push({ read, loss }),
  });
};
const cbow = await learn('cbow');
const known = cbow.words.length.toLocaleString('en-US');
`a vector of ${cbow.dimensions} numbers for each of ${known} words`;

// %% [markdown]
// ## The other way round
//
// **Skip-gram** turns the question round: given the word in the middle, which words stand around it? Each of them is a question of
// its own, so it learns more from the same text, and takes longer. With few texts or for rare words it is usually the better one.
//
// <!-- listing: lib/vectors/skip-gram.ts skipGram -->

// %%
const skipGram = await learn('skip-gram');

// %%
import { lineChart, show } from '../lib/plots';

show(
  lineChart({
    title: 'Learning word vectors',
    x: 'words read (thousands)',
    y: 'loss of a question (nats)',
    yRange: [0, 4.5],
    lines: Object.entries(losses).map(([name, curve]) => ({
      name,
      x: curve.map(({ read }) => read / 1000),
      y: curve.map(({ loss }) => loss),
    })),
  }),
);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

const knowsNothing = 6 * Math.LN2;
for (const curve of Object.values(losses)) {
  assert(curve[0].loss < knowsNothing + 0.01 && curve[0].loss > knowsNothing - 0.3);
  assert(curve.at(-1)!.loss < 3);
}

// %% [markdown]
// **What to notice:** the curves begin near $6 \ln 2 \approx 4.16$, which is what six yes-or-no questions cost whoever tosses a coin:
// one for the right word, five for the negatives. (With natural logarithms a loss is in *nats*.) They fall fast, then slowly. Do not compare the two: CBOW sees the
// whole window before it answers, skip-gram a single word.

// %% [markdown]
// ## What have they learnt?
//
// The loss tells little about that. Neighbours tell more. GloVe learnt from six billion words of news and of Wikipedia; ours
// from reviews alone.

// %%
import * as dfd from 'danfojs-node';
import { cosine, nearest, vectorAt, type WordVectors } from '../lib/vectors';
import { loadVectors } from '../lib/datasets';

const glove = await loadVectors('glove-50', { order: 'oreilly' });
const all: Record<string, WordVectors> = {
  CBOW: cbow,
  'skip-gram': skipGram,
  GloVe: glove,
};
const asked = ['good', 'boring', 'actor', 'funny'];
const rows = asked.flatMap((word) =>
  Object.entries(all).map(([name, vectors]) => ({
    word,
    vectors: name,
    'nearest words': nearest(vectors, word, 6)
      .map((near) => near.word)
      .join(', '),
  })),
);
new dfd.DataFrame(rows);

// %%
const similarity = (vectors: WordVectors, a: string, b: string) =>
  cosine(vectorAt(vectors, vectors.idOf(a)!), vectorAt(vectors, vectors.idOf(b)!));
const pairs = [
  ['funny', 'amusing'],
  ['director', 'writer'],
  ['good', 'great'],
  ['good', 'bad'],
  ['funny', 'director'],
];
new dfd.DataFrame(
  pairs.map(([a, b]) => ({
    words: `${a}, ${b}`,
    ...Object.fromEntries(
      Object.entries(all).map(([name, vectors]) => [
        name,
        similarity(vectors, a, b).toFixed(2),
      ]),
    ),
  })),
);

// %% tags=["assertion"]
for (const vectors of [cbow, skipGram, glove]) {
  assert(
    similarity(vectors, 'funny', 'amusing') >
      similarity(vectors, 'funny', 'director') + 0.1,
  );
  assert(
    similarity(vectors, 'director', 'writer') >
      similarity(vectors, 'funny', 'director'),
  );
  assert(similarity(vectors, 'good', 'bad') > 0.4);
}

// %% [markdown]
// **What to notice:** from so little text both learn what goes with what: makers of films with makers, moods with moods. Much of the
// rest is noise, more so the rarer a word is; GloVe read many thousand times as much. And in all three *good* stays close to
// *bad*: that is no fault of a corpus, it is what "the same company" means. Sentiment has to come from labels.

// %%
import { scatterOfWords } from '../lib/plots';

const groups = {
  praise: 'good great wonderful funny amusing touching clever charming'.split(' '),
  blame: 'bad awful boring dull silly predictable stupid tedious'.split(' '),
  people: 'actor actress director writer cast actors'.split(' '),
};
const members = Object.entries(groups).flatMap(([group, words]) =>
  words
    .filter((word) => skipGram.idOf(word) !== undefined)
    .map((word) => ({ word, group })),
);
show(
  scatterOfWords({
    title: 'Skip-gram vectors, projected from 50 dimensions to 2',
    words: members.map(({ word }) => word),
    vectors: members.map(({ word }) => vectorAt(skipGram, skipGram.idOf(word)!)),
    groups: members.map(({ group }) => group),
  }),
);

// %% [markdown]
// Google's own vectors, which the tutorial names and does not use, are the same method at another scale: 100 billion
// words of news, three million vectors with 300 numbers each, 3.6 GB. Vectors from every
// review that there is, labelled or not, are what `npm run pretrain` makes: [Let it read first](../docs/commands.md#let-it-read-first).

// %% [markdown]
// ## Exercises
//
// - [`06`](../exercises/06-cbow-windows.ts) Windows for CBOW (15 minutes)
// - [`07`](../exercises/07-skip-gram-loss.ts) Skip-gram and negative sampling (25 minutes)

// %%
import { check } from '../course/check';

await check('06');

// %%
await check('07');

// %% [markdown]
// ## What to remember
//
// - CBOW predicts a word from those around it, skip-gram those around it from a word.
// - Negative sampling asks yes or no about one right word and a few random ones, instead of choosing among all.
// - Judge vectors by their neighbours and by what they are needed for, not by their loss.
//
// **Next:** [Recurrent networks](05-recurrent-networks.ipynb)
