import { tf } from '../backend';
import { withoutPadding } from '../batches/padding';
import type { LayerConfig } from '../layers/layer-config';
import { nGramsFrom, nGramTokenIds } from '../text/n-grams';
import type { Vocabulary } from '../text/vocabulary';
import type { LinearModel } from './logistic-regression';
import { type NGramFeatures, vectorsOf, type Weighting } from './n-gram-features';
import type { MulticlassModel } from './softmax-regression';
import { multiplyAll } from './sparse-matrix';

/**
 * Returns a linear model on n-gram features as a tfjs model: right-padded token ids `[batch,
 * time]` -> the logit of the second class `[batch, 1]`. So evaluation, prediction and checkpoints
 * work as for an LSTM classifier. The model is already trained.
 */
export function nGramModel(features: NGramFeatures, { weights, bias }: LinearModel): tf.LayersModel {
  return modelOf(features, () => [tf.tensor1d(Float32Array.from(weights)), tf.tensor1d([bias])]);
}

/**
 * Returns a linear model of several classes on n-gram features as a tfjs model: right-padded token
 * ids `[batch, time]` -> logits `[batch, classes]`. With the weighting `log-count-ratio`, the sums
 * are those of `oneVersusRest`, and the logit is the logarithm of a sum's sigmoid.
 */
export function multiclassNGramModel(
  features: NGramFeatures,
  { classes, weights, biases }: MulticlassModel,
): tf.LayersModel {
  const table = () => tf.tensor2d(Float32Array.from(weights), [features.scale.length, classes]);
  return modelOf(features, () => [table(), tf.tensor1d(Float32Array.from(biases))], classes);
}

/** @param linear returns the weights and the biases */
function modelOf(features: NGramFeatures, linear: () => tf.Tensor[], classes?: number): tf.LayersModel {
  const { weighting, ngrams, scale } = features;
  const layer = new NGramSum({ weighting, longest: ngrams.longest, ngrams: scale.length, classes });
  const model = tf.sequential({ layers: [layer] });
  tf.tidy(() =>
    layer.setWeights([
      ...linear(),
      tf.tensor1d(ngrams.prefixes, 'int32'),
      tf.tensor1d(ngrams.lastTokens, 'int32'),
      tf.tensor1d(scale),
    ]),
  );
  return model;
}

/** The parts of an n-gram model. */
export interface NGramModelParts {
  features: NGramFeatures;
  /** For two classes, the weights and the bias of the second one: `classes` is 1. */
  linear: MulticlassModel;
}

/**
 * Returns the parts that an n-gram model was made of.
 *
 * @throws for any other model.
 */
export function partsOf(model: tf.LayersModel): NGramModelParts {
  const layer = model.layers.find((one): one is NGramSum => one instanceof NGramSum);
  if (!layer) throw new Error(`the model ${model.name} is not an n-gram model`);
  return layer.parts();
}

interface NGramSumConfig extends LayerConfig {
  weighting: Weighting;
  /** The number of tokens in the longest n-grams. */
  longest: number;
  /** The number of n-grams. */
  ngrams: number;
  /** The number of logits. Absent: one, of the second of two classes. */
  classes?: number;
}

/**
 * The weighted sum of a document's n-grams. The n-grams are weights of the layer too, so that they
 * are saved with it.
 */
class NGramSum extends tf.layers.Layer {
  static className = 'NGramSum';
  /** The parts, and the tensors that they were read from. */
  private read?: NGramModelParts & { from: object[] };

  constructor(private readonly config: NGramSumConfig) {
    super({ batchInputShape: [null, null], dtype: 'int32', ...config });
  }

  override build(): void {
    const { ngrams, classes } = this.config;
    const zeros = tf.initializers.zeros();
    // In the order of setWeights and getWeights: tfjs puts the trainable weights first.
    this.addWeight('weights', classes ? [ngrams, classes] : [ngrams], 'float32', zeros);
    this.addWeight('bias', [classes ?? 1], 'float32', zeros);
    for (const name of ['beginnings', 'last_words'])
      this.addWeight(name, [ngrams], 'int32', zeros, undefined, false);
    this.addWeight('scale', [ngrams], 'float32', zeros, undefined, false);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const ids = [inputs].flat()[0]!.cast('int32');
    const [rows, time] = ids.shape as [number, number];
    const values = ids.dataSync<'int32'>() as Int32Array;
    const documents = Array.from({ length: rows }, (_, row) =>
      withoutPadding(values.subarray(row * time, (row + 1) * time)),
    );
    const { features, linear } = this.parts();
    const { weights, biases, classes } = linear;
    const oneVersusRest = features.weighting === 'log-count-ratio' && classes > 1;
    const logits = multiplyAll(vectorsOf(documents, features), weights, classes).map((sum, at) => {
      const score = sum + biases[at % classes]!;
      return oneVersusRest ? logSigmoid(score) : score;
    });
    return tf.tensor2d(Float32Array.from(logits), [rows, classes]);
  }

  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch!, this.config.classes ?? 1];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { weighting, longest, ngrams, classes } = this.config;
    return { ...super.getConfig(), weighting, longest, ngrams, ...(classes && { classes }) };
  }

  /** Returns the parts, read from the weights again after these were set. */
  parts(): NGramModelParts {
    const tensors = this.getWeights();
    const from = tensors.map(({ dataId }) => dataId);
    if (this.read?.from.every((one, n) => one === from[n])) return this.read;
    const [weights, bias, beginnings, lastWords, scale] = tensors.map((tensor) => tensor.dataSync().slice());
    const { weighting, longest } = this.config;
    const ngrams = nGramsFrom(longest, beginnings as Int32Array, lastWords as Int32Array);
    this.read = {
      from,
      features: { weighting, ngrams, scale: scale as Float32Array },
      linear: {
        classes: this.config.classes ?? 1,
        weights: Float64Array.from(weights!),
        biases: Float64Array.from(bias!),
      },
    };
    return this.read;
  }
}

tf.serialization.registerClass(NGramSum);

/** log(1 / (1 + exp(-z))) without overflow */
function logSigmoid(z: number): number {
  return Math.min(0, z) - Math.log1p(Math.exp(-Math.abs(z)));
}

/** An n-gram with its weight. */
export interface WeightedNGram {
  /** Its tokens, separated by spaces. */
  ngram: string;
  /**
   * The linear model's weight times the n-gram's scale: its part of the logit, before rows are
   * scaled to norm 1. Positive for the second of two classes, negative for the first.
   */
  weight: number;
}

/**
 * Returns the `count` n-grams with the largest weights for each of two classes, the largest first.
 *
 * @throws for a model of more classes: `topNGramsOfClass` is for these
 */
export function topNGrams(
  model: tf.LayersModel,
  vocabulary: Pick<Vocabulary, 'words'>,
  count = 10,
): { first: WeightedNGram[]; second: WeightedNGram[] } {
  const { classes } = partsOf(model).linear;
  if (classes > 1) throw new Error(`the model has ${classes} classes: use topNGramsOfClass`);
  const ranked = rankedNGrams(model, vocabulary, 0, count);
  return { first: ranked.lowest, second: ranked.highest };
}

/**
 * Returns the `count` n-grams with the largest weights for one of several classes, the largest
 * first.
 *
 * @param classIndex the class, 0 to classes - 1
 */
export function topNGramsOfClass(
  model: tf.LayersModel,
  vocabulary: Pick<Vocabulary, 'words'>,
  classIndex: number,
  count = 10,
): WeightedNGram[] {
  return rankedNGrams(model, vocabulary, classIndex, count).highest;
}

function rankedNGrams(
  model: tf.LayersModel,
  { words }: Pick<Vocabulary, 'words'>,
  column: number,
  count: number,
): { lowest: WeightedNGram[]; highest: WeightedNGram[] } {
  const { features, linear } = partsOf(model);
  const weights = Float64Array.from(
    features.scale,
    (scale, ngram) => linear.weights[ngram * linear.classes + column]! * scale,
  );
  const order = Array.from(weights.keys()).sort((a, b) => weights[a]! - weights[b]!);
  const named = (ngram: number): WeightedNGram => ({
    ngram: nGramTokenIds(features.ngrams, ngram)
      .map((id) => words[id]!)
      .join(' '),
    weight: weights[ngram]!,
  });
  return {
    lowest: order.slice(0, count).map(named),
    highest: order.slice(-count).reverse().map(named),
  };
}
