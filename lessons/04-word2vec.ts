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
// Word vectors know that *actor* and *actress* are similar, and nobody told them. How did they
// learn it? Could you train such vectors from nothing but the reviews on this machine?
//
// **After this notebook you can** say what CBOW and skip-gram predict and what they learn from it,
// train both, and judge word vectors by their nearest neighbors. **It takes** fifteen minutes to
// read and a minute or two to run. **Data:** the rated sentences, or every tenth review of IMDB,
// and GloVe for comparison.

// %% [markdown]
// ## Predicting a word from its neighbors
//
// Which word is missing in *"we ___ this old cinema"*? *Love* fits, *adore* fits, *Tuesday* does
// not. A model that predicts the missing word must know that *love* and *adore* are used alike:
// both are verbs, and both come before things that people like. Word2Vec (Mikolov, Chen, Corrado
// and Dean 2013) uses this idea. It trains a very small network to predict words. The weights of
// the network are the word vectors, so the vectors store what the network learns.
//
// A **window** slides over each text. At every position the **target** is the word in the middle,
// and the **context** is the other words of the window. The order of the context words does not
// matter. So this model is called the *continuous bag of words*, **CBOW**.
//
// | window | context | target |
// |---|---|---|
// | tonight we **love** this old | tonight, we, this, old | love |
// | we love **this** old cinema | we, love, old, cinema | this |
// | tonight we **adore** this old | tonight, we, this, old | adore |
//
// *Love* and *adore* are targets of the same context. That is what moves their vectors together.
// (The library, like word2vec, draws the size of the window anew at each position: from 1 to
// `window` words on each side. So near words count more. Words that occur fewer than five times
// are left out.)
//
// Every word $w$ has two vectors: $v_w$ for the word as context, and $u_w$ for the word as target.
// CBOW averages the vectors of the context words. It predicts the word whose $u_w$ has the largest
// dot product with this average:
//
// $$\bar v = \frac{1}{|C|} \sum_{c \in C} v_c \qquad
// p(w \mid C) = \frac{e^{u_w \cdot \bar v}}{\sum_{x} e^{u_x \cdot \bar v}}$$
//
// $p(w \mid C)$ is the probability of $w$ if the context is $C$. The formula turns all dot products
// into positive numbers that sum to 1. The network is a single [layer without an
// activation](02-tensors.ipynb#A-layer-of-a-network). But the sum in the denominator runs over the
// *whole vocabulary*, for every word of a large corpus. That is expensive.

// %% [markdown]
// ## Negative sampling
//
// Binary classification is cheaper: does this word belong to this context, yes or no? The target
// does. A few other words are drawn at random, the *negatives* $n$. They probably do not. The loss
// for one target (Mikolov, Sutskever, Chen, Corrado and Dean 2013, eq. 4) is:
//
// $$-\log \sigma(u_w \cdot \bar v) - \sum_{n} \log \sigma(-u_n \cdot \bar v)$$
//
// The *sigmoid*, $\sigma(x) = 1 / (1 + e^{-x})$, maps any number to a number between 0 and 1. Here
// that number is the probability of a yes. The loss is large if the target gets a small
// probability, or a negative a large one.
//
// The derivative of this loss with respect to a dot product is the probability minus the label (1
// for the target, 0 for a negative). So training moves each of the two vectors by (label −
// probability) × learning rate, times the other vector. That is `move` in the code below.
//
// In code this is a dot product, a sigmoid, and an update of two vectors. (The loop starts at `n =
// -1`, which stands for the target. From 0 on, `n` counts the negatives. `row` is where the vector
// of the word begins, and `error` collects the update of the context.)
//
// <!-- listing: lib/vectors/negative-sampling.ts updateTarget -->
//
// CBOW calls `updateTarget`. `contextMean` averages the context vectors. (The derivative of the
// mean would pass only $1/|C|$ of the error to each context word. Like the original program, we
// pass on all of it.)
//
// <!-- listing: lib/vectors/cbow-skip-gram.ts cbow -->
//
// All vectors are in two long arrays, `input` ($v$) and `output` ($u$). `at` says where a vector
// begins, `from` and `to` where the window begins and ends. `draw` draws new negatives.
//
// The probability that a word is drawn as a negative is proportional to its count to the power of
// ¾. So rare words are drawn a little more often than they occur. Very frequent words like *the*
// say little about their neighbors. Most of their occurrences are skipped; this is called
// *subsampling*.
//
// If you compute the loss yourself, as in exercise 06: $\sigma(-200)$ is 0 in a `float32`, and its
// logarithm is minus infinity. So compute $-\log \sigma(s)$ in one operation. It is
// `tf.softplus(-s)`, because $\text{softplus}(x) = \log(1 + e^x)$.

// %%
import { courseReviews } from '../course/demos/reviews';
import { tokenize } from '../lib/text';

const { dataset, train } = await courseReviews();
const sample = dataset === 'imdb' ? train.filter((_, n) => n % 10 === 0) : train;
const tokenized = sample.map(({ text }) => tokenize(text));
const count = tokenized.reduce((sum, tokens) => sum + tokens.length, 0);
const english = (n: number) => n.toLocaleString('en-US');
`${english(count)} tokens in ${english(tokenized.length)} reviews`;

// %%
import { showProgress } from '../lib/progress';
import { trainWord2Vec } from '../lib/vectors';

// window: up to 5 words on each side
const settings = { dimensions: 50, window: 5, epochs: dataset === 'imdb' ? 4 : 6 };
const losses: Record<string, { tokens: number; loss: number }[]> = {};
const trainVectors = (model: 'cbow' | 'skip-gram') => {
  losses[model] = [];
  return trainWord2Vec(tokenized, {
    ...settings,
    model,
    progress: showProgress(model, 'tokens'),
    onMetrics: (tokens, loss) => losses[model].push({ tokens, loss }),
  });
};
const cbow = await trainVectors('cbow');
const vocabularySize = cbow.words.length.toLocaleString('en-US');
`a vector of ${cbow.dimensions} dimensions for each of ${vocabularySize} words`;

// %% [markdown]
// ## Skip-gram
//
// **Skip-gram** is CBOW reversed: from the word in the middle, the *center*, it predicts each
// context word separately. (In the code below, the center's vector is in `input`, and each context
// word is a target.) So skip-gram learns more from the same text, and takes longer. With a small
// corpus or for rare words it is usually the better model.
//
// <!-- listing: lib/vectors/cbow-skip-gram.ts skipGram -->

// %%
const skipGram = await trainVectors('skip-gram');

// %%
import { lineChart, show } from '../lib/plots';

show(
  lineChart({
    title: 'Training word vectors',
    x: 'tokens seen (thousands)',
    y: 'loss per target (nats)',
    yRange: [0, 4.5],
    lines: Object.entries(losses).map(([name, curve]) => ({
      name,
      x: curve.map(({ tokens }) => tokens / 1000),
      y: curve.map(({ loss }) => loss),
    })),
  }),
);

// %% tags=["assertion"]
import assert from 'node:assert/strict';

const untrainedLoss = 6 * Math.LN2;
for (const curve of Object.values(losses)) {
  assert(
    curve[0].loss < untrainedLoss + 0.01 && curve[0].loss > untrainedLoss - 0.3,
  );
  assert(curve.at(-1)!.loss < 3);
}

// %% [markdown]
// **What to notice:** the curves begin near $6 \ln 2 \approx 4.16$. That is the loss of six binary
// predictions at random: one for the target, five for the negatives, and each with a probability
// of ½. (A loss with natural logarithms is measured in *nats*.) The loss falls fast at first, then
// slowly. Do not compare the two curves: CBOW sees the whole window before it predicts, skip-gram
// sees a single word.

// %% [markdown]
// ## What have they learned?
//
// The loss says little about that. Nearest neighbors say more. GloVe was trained on six billion
// words of news and Wikipedia. Our vectors were trained on reviews alone.

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
const queries = ['good', 'boring', 'actor', 'funny'];
const rows = queries.flatMap((word) =>
  Object.entries(all).map(([name, vectors]) => ({
    word,
    vectors: name,
    'nearest neighbors': nearest(vectors, word, 6)
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
// **What to notice:** with IMDB both models learn, even from so little text, which words belong
// together: film makers with film makers, moods with moods. Many of the other neighbors are noise,
// and rare words have more of it. With the short sentences, which are less than a third as much
// text, most are noise. But what the second table shows holds there, too: *funny* is closer to
// *amusing* than to *director*. GloVe was trained on many thousand times as much text. In all
// three *good* stays close to *bad*. That is not the fault of the corpus: the two words do occur
// in the same contexts. Sentiment has to come from labels.

// %%
import { scatterOfWords } from '../lib/plots';

const groups = {
  praise: 'good great wonderful funny amusing touching clever charming'.split(' '),
  criticism: 'bad awful boring dull silly predictable stupid tedious'.split(' '),
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
// The tutorial mentions Google's own vectors, but does not use them. They come from the same
// method on a larger scale: 100 billion words of news, three million vectors with 300 dimensions
// each, 3.6 GB. In an installed course, `npm run pretrain` trains vectors on all reviews, labeled and
// unlabeled ([Pretrain](../docs/commands.md#pretrain)).

// %% [markdown]
// ## Exercises
//
// - [`05`](../exercises/05-cbow-windows.ts) Context windows for CBOW (15 minutes)
// - [`06`](../exercises/06-skip-gram-loss.ts) Skip-gram and negative sampling (25 minutes)

// %%
import { check } from '../course/check';

await check('05');

// %%
await check('06');

// %% [markdown]
// ## What to remember
//
// - CBOW predicts a target word from its context. Skip-gram predicts the context words from a
//   word.
// - Negative sampling does not choose among all words. It makes binary predictions, for one target
//   and a few random negatives.
// - Judge word vectors by their nearest neighbors and by the task that you need them for, not by
//   their loss.
//
// **Next:** [Recurrent networks](05-recurrent-networks.ipynb)
