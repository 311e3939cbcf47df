/**
 * The general model: three classes, for tweets, sentences and reviews. It starts from the encoder
 * of the bundled model `imdb`, and is trained on rated tweets, rated sentences, reviews and phrases
 * together.
 */
import { tf } from '../../lib/backend';
import { type Batch, batchesByLength, toBatch } from '../../lib/batches/batches';
import { type Examples, select } from '../../lib/batches/examples';
import { randomFrom, shuffled } from '../../lib/batches/random';
import { tokenIds } from '../../lib/batches/token-ids';
import type { ClassifierParts } from '../../lib/classifier/parts';
import type { Review } from '../../lib/corpus/review';
import { predictedClass } from '../../lib/evaluation/metrics';
import { derivedSeed } from '../../lib/layers/seeds';
import { PRETRAINED, pretrainedModel } from '../../lib/models/pretrained';
import { adam } from '../../lib/optimizers/adam';
import { warmUpThenLinear } from '../../lib/optimizers/schedules';
import type { Watch } from '../../lib/progress';
import { UNKNOWN_ID, type Vocabulary, vocabularyOf } from '../../lib/text/vocabulary';
import { train } from '../../lib/training/train';
import { setWeightArrays, weightArrays } from '../../lib/training/weights';
import type { Phrase } from './phrases';
import { CLASSES, NEUTRAL_BAND, type RatedText } from './rated-texts';

/** The hyperparameters. They were chosen on the first fold's training texts. */
export const GENERAL = {
  /**
   * The model reads forward only. That leaves room for a larger LSTM and more words: of the same
   * size, it was better than two LSTMs of 256 units.
   */
  directions: ['forward'],
  /** Words of the vocabulary. With 8 bits a weight, the model then has less than 6 MB. */
  vocabularySize: 24_000,
  /** A word of the rated texts joins the vocabulary if it occurs this often. */
  minCount: 2,
  /** Training truncates texts to this many tokens, prediction to more. */
  trainingLength: 200,
  maxLength: 800,
  epochs: 3,
  batchSize: 32,
  learningRate: 1e-3,
  /** Factors of the learning rate of the embeddings and of the output layers. */
  embeddingRate: 3,
  outputRate: 2,
  warmUp: 0.1,
  end: 0.2,
  /**
   * The weights are the average of those at every 50th step, from this share of the steps on
   * (stochastic weight averaging, Izmailov et al. 2018).
   */
  averageFrom: 0.4,
  averageEvery: 50,
  weightDecay: 0.01,
  globalClipNorm: 1,
  /**
   * The weight of the trained weights in the final ones; the rest is of the weights of `imdb`. The
   * average keeps more of what `imdb` knows of reviews (Wortsman et al. 2022, WiSE-FT).
   */
  trainedWeight: 0.75,
  /** How often an epoch has each tweet. Without it, the more numerous sentences prevail. */
  tweetCopies: 3,
  /** Reviews in an epoch, drawn anew for each. */
  reviewsPerEpoch: 2000,
  /** The target of a review: the shares of its own class, neutral, and the other class. */
  reviewTarget: [0.96, 0.03, 0.01],
  /** The weight of the raters' shares in the target of a rated text; the rest is of its mean. */
  shareWeight: 0.5,
  /** How unsure a mean rating is: the width of the logistic distribution around it. */
  ratingWidth: 0.2,
  /** The highest target of neutral, so that the sign of a weak rating is learned too. */
  mostNeutral: 0.5,
} as const;

/** The texts that the model is trained on. */
export interface GeneralTexts {
  rated: readonly RatedText[];
  reviews: readonly Review[];
  phrases: readonly Phrase[];
}

/** Trains the general model. @param from the bundled model `imdb` */
export async function trainGeneral(
  from: ClassifierParts,
  { rated, reviews, phrases }: GeneralTexts,
  seed: number,
  watch: Watch = {},
): Promise<ClassifierParts> {
  const { trainingLength, maxLength, epochs, batchSize, learningRate } = GENERAL;
  const { tokenizer } = from;
  const known = from.lookup as Vocabulary;
  const tokens = (text: string) => tokenizer.tokenize(text, trainingLength);
  const ratedTokens = rated.map(({ text }) => tokens(text));
  const phraseTokens = phrases.map(({ text }) => tokens(text));
  const lookup = generalVocabulary(known, [...ratedTokens, ...phraseTokens]);
  const model = startingModel(from, lookup, seed);
  const start = weightsByLayer(model);
  const short = examplesOf([
    ...rated.flatMap((text, at) => {
      const example = { ids: tokenIds(ratedTokens[at]!, lookup), target: ratedTarget(text) };
      return new Array<typeof example>(text.kind === 'tweets' ? GENERAL.tweetCopies : 1).fill(example);
    }),
    ...phrases.map(({ target }, at) => ({ ids: tokenIds(phraseTokens[at]!, lookup), target })),
  ]);
  const long = examplesOf(
    reviews.map(({ text, label }) => ({ ids: tokenIds(tokens(text), lookup), target: reviewTarget(label!) })),
  );
  const perEpoch = Math.min(GENERAL.reviewsPerEpoch, long.ids.length);
  const steps = epochs * (Math.ceil(short.ids.length / batchSize) + Math.ceil(perEpoch / batchSize));
  const average = runningAverage(model);
  await train({
    model,
    batches: mixedBatches(short, long, perEpoch, seed),
    steps,
    optimizer: adam({
      learningRate: warmUpThenLinear({
        peak: learningRate,
        warmUp: Math.floor(GENERAL.warmUp * steps),
        steps,
        end: GENERAL.end * learningRate,
      }),
      rateFactors: {
        ...factorFor('embedding', GENERAL.embeddingRate),
        ...factorFor('classifier', GENERAL.outputRate),
      },
      weightDecay: GENERAL.weightDecay,
      excludeFromWeightDecay: ['bias'],
      sparse: true,
    }),
    globalClipNorm: GENERAL.globalClipNorm,
    onStep(done) {
      if (done >= GENERAL.averageFrom * steps && done % GENERAL.averageEvery === 0) average.add();
    },
    ...watch,
  });
  average.apply();
  averageWithStart(
    model,
    start,
    lookup.words.map((word, id) => id <= UNKNOWN_ID || known.has(word)),
  );
  return { model, tokenizer, lookup, classes: CLASSES, maxLength };
}

/**
 * Returns the target of a rated text: the average of two distributions. One is the shares of the
 * people who rated it negative, 0 and positive. The other follows from the mean rating: how likely
 * it is that more people would rate it below, in and above the neutral band.
 */
function ratedTarget({ rating, shares }: RatedText): number[] {
  const above = (limit: number) => 1 / (1 + Math.exp((limit - rating) / GENERAL.ratingWidth));
  const neutral = GENERAL.mostNeutral * (above(-NEUTRAL_BAND) - above(NEUTRAL_BAND));
  const positive = (1 - neutral) * above(0);
  const { shareWeight } = GENERAL;
  const byMean = [1 - neutral - positive, neutral, positive];
  return byMean.map((target, at) => (1 - shareWeight) * target + shareWeight * shares[at]!);
}

function reviewTarget(label: string): readonly [number, number, number] {
  const [own, neutral, other] = GENERAL.reviewTarget;
  return label === 'positive' ? [other, neutral, own] : [own, neutral, other];
}

/** Returns examples with target distributions. Their labels are the most probable classes. */
function examplesOf(texts: readonly { ids: Int32Array; target: readonly number[] }[]): Examples {
  return {
    ids: texts.map(({ ids }) => ids),
    labels: Int32Array.from(texts, ({ target }) => predictedClass(target).classIndex),
    classes: CLASSES,
    targets: Float32Array.from(texts.flatMap(({ target }) => target)),
  };
}

/** Yields the batches of one epoch after another: all short texts, and some long ones. */
function* mixedBatches(short: Examples, long: Examples, perEpoch: number, seed: number): Generator<Batch> {
  for (let epoch = 0; ; epoch++) {
    const random = randomFrom(derivedSeed(seed, `epoch ${epoch}`));
    const chosen = select(long, shuffled([...long.ids.keys()], random).slice(0, perEpoch));
    const { batchSize } = GENERAL;
    const batches = [short, chosen].flatMap((examples) =>
      batchesByLength(examples, batchSize, random).map((positions) => ({ examples, positions })),
    );
    for (const { examples, positions } of shuffled(batches, random)) yield toBatch(examples, positions);
  }
}

/** Returns the factor of the learning rate of one layer in each direction. */
function factorFor(layer: string, factor: number): Record<string, number> {
  return Object.fromEntries(GENERAL.directions.map((direction) => [`${direction}_${layer}`, factor]));
}

/**
 * Returns the vocabulary of the general model: the words of the rated texts, and as many frequent
 * words of the bundled model as there is room for.
 */
function generalVocabulary({ words, counts }: Vocabulary, documents: readonly string[][]): Vocabulary {
  const found = new Map<string, number>();
  for (const token of documents.flat()) found.set(token, (found.get(token) ?? 0) + 1);
  const special = UNKNOWN_ID + 1;
  const known = words.slice(special).map((word, at) => [word, counts[special + at]!] as const);
  const has = new Set(words);
  const fresh = [...found]
    .filter(([word, count]) => count >= GENERAL.minCount && !has.has(word))
    .sort(([, a], [, b]) => b - a);
  const room = GENERAL.vocabularySize - special - fresh.length;
  const kept = known.filter(([word], at) => at < room || (found.get(word) ?? 0) >= GENERAL.minCount);
  return vocabularyOf([...kept, ...fresh].slice(0, GENERAL.vocabularySize - special));
}

/**
 * Returns the untrained general model: the encoder of `from`, with output layers for three classes.
 */
function startingModel(from: ClassifierParts, lookup: Vocabulary, seed: number): tf.LayersModel {
  const known = from.lookup as Vocabulary;
  const rows = Int32Array.from(lookup.words, (word, id) => (id <= UNKNOWN_ID ? id : known.idOf(word)));
  const { directions } = GENERAL;
  const shapeOf = (layer: string, weight: number) =>
    from.model.getLayer(`${directions[0]}_${layer}`).getWeights()[weight]!.shape as [number, number];
  const model = pretrainedModel({
    ...PRETRAINED,
    vocabularySize: lookup.words.length,
    dimensions: shapeOf('embedding', 0)[1],
    units: shapeOf('lstm', 1)[0],
    directions,
    numClasses: CLASSES.length,
    seed,
  });
  tf.tidy(() => {
    for (const direction of directions) {
      const [embedding, lstm, classifier] = ['embedding', 'lstm', 'classifier'].map((layer) => [
        from.model.getLayer(`${direction}_${layer}`),
        model.getLayer(`${direction}_${layer}`),
      ]) as [tf.layers.Layer, tf.layers.Layer][];
      embedding![1].setWeights([tf.gather(embedding![0].getWeights()[0]!, tf.tensor1d(rows, 'int32'))]);
      lstm![1].setWeights(lstm![0].getWeights());
      // One logit z becomes -z / 2, 0 and z / 2.
      classifier![1].setWeights(
        classifier![0].getWeights().map((weight) => {
          const last = weight.rank - 1;
          return tf.concat([weight.div(-2), tf.zerosLike(weight), weight.div(2)], last);
        }),
      );
    }
  });
  return model;
}

/** Averages the weights that a model has at several times. */
function runningAverage(model: tf.LayersModel): { add(): void; apply(): void } {
  let count = 0;
  let mean: Float32Array[] = [];
  return {
    add() {
      const weights = weightArrays(model);
      count++;
      if (count === 1) mean = weights;
      else
        for (const [n, values] of weights.entries()) {
          const sums = mean[n]!;
          for (let at = 0; at < sums.length; at++) sums[at]! += (values[at]! - sums[at]!) / count;
        }
    },
    /** Sets the model's weights to their average, if there is one. */
    apply() {
      if (count > 0) setWeightArrays(model, mean);
    },
  };
}

/** Returns copies of a model's weights by the name of their layer. */
function weightsByLayer(model: tf.LayersModel): Map<string, Float32Array[]> {
  return new Map(
    model.layers.map((layer) => [
      layer.name,
      layer.getWeights().map((weight) => weight.dataSync<'float32'>().slice()),
    ]),
  );
}

/**
 * Sets a trained model's weights to an average with those that it started from. Vectors of new
 * words stay, because they started from that of the unknown token.
 *
 * @param isKnown whether the model `imdb` knows the word of each id
 */
function averageWithStart(
  model: tf.LayersModel,
  start: ReadonlyMap<string, Float32Array[]>,
  isKnown: readonly boolean[],
): void {
  const { trainedWeight } = GENERAL;
  tf.tidy(() => {
    for (const layer of model.layers) {
      const averages = layer.getWeights().map((weight, n) => {
        const values = weight.dataSync<'float32'>().slice();
        const width = layer.getClassName() === 'TrainedEmbedding' ? weight.shape[1]! : values.length;
        for (const [at, before] of start.get(layer.name)![n]!.entries())
          if (width === values.length || isKnown[Math.floor(at / width)])
            values[at] = trainedWeight * values[at]! + (1 - trainedWeight) * before;
        return tf.tensor(values, weight.shape);
      });
      if (averages.length > 0) layer.setWeights(averages);
    }
  });
}
