import { tf } from '../backend';
import { withoutPadding } from '../batches/padding';
import type { LayerConfig } from '../layers/layer-config';
import { nGramsFrom, nGramTokenIds } from '../text/n-grams';
import type { Vocabulary } from '../text/vocabulary';
import type { LinearModel } from './logistic-regression';
import { type NGramFeatures, vectorsOf, type Weighting } from './n-gram-features';
import { multiply } from './sparse-matrix';

/**
 * Returns a linear model on n-gram features as a tfjs model: right-padded token ids `[batch,
 * time]` -> the logit of the second class `[batch, 1]`. So evaluation, prediction and checkpoints
 * work as for an LSTM classifier. The model is already trained.
 */
export function nGramModel(features: NGramFeatures, { weights, bias }: LinearModel): tf.LayersModel {
  const { weighting, ngrams, scale } = features;
  const layer = new NGramSum({ weighting, longest: ngrams.longest, ngrams: scale.length });
  const model = tf.sequential({ layers: [layer] });
  tf.tidy(() =>
    layer.setWeights([
      tf.tensor1d(Float32Array.from(weights)),
      tf.tensor1d([bias]),
      tf.tensor1d(ngrams.prefixes, 'int32'),
      tf.tensor1d(ngrams.lastTokens, 'int32'),
      tf.tensor1d(scale),
    ]),
  );
  return model;
}

/**
 * Returns the arguments of the `nGramModel` call that made `model`.
 *
 * @throws for any other model.
 */
export function partsOf(model: tf.LayersModel): { features: NGramFeatures; linear: LinearModel } {
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
}

/**
 * The weighted sum of a document's n-grams. The n-grams are weights of the layer too, so that they
 * are saved with it.
 */
class NGramSum extends tf.layers.Layer {
  static className = 'NGramSum';
  /** The arguments of `nGramModel`, and the tensors that they were read from. */
  private read?: { from: object[]; features: NGramFeatures; linear: LinearModel };

  constructor(private readonly config: NGramSumConfig) {
    super({ batchInputShape: [null, null], dtype: 'int32', ...config });
  }

  override build(): void {
    const { ngrams } = this.config;
    const zeros = tf.initializers.zeros();
    // In the order of setWeights and getWeights: tfjs puts the trainable weights first.
    this.addWeight('weights', [ngrams], 'float32', zeros);
    this.addWeight('bias', [1], 'float32', zeros);
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
    const logits = multiply(vectorsOf(documents, features), linear.weights).map((sum) => sum + linear.bias);
    return tf.tensor2d(Float32Array.from(logits), [rows, 1]);
  }

  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch!, 1];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { weighting, longest, ngrams } = this.config;
    return { ...super.getConfig(), weighting, longest, ngrams };
  }

  /** Returns the arguments of `nGramModel`, read from the weights again after these were set. */
  parts(): { features: NGramFeatures; linear: LinearModel } {
    const tensors = this.getWeights();
    const from = tensors.map(({ dataId }) => dataId);
    if (this.read?.from.every((one, n) => one === from[n])) return this.read;
    const [weights, bias, beginnings, lastWords, scale] = tensors.map((tensor) => tensor.dataSync().slice());
    const { weighting, longest } = this.config;
    const ngrams = nGramsFrom(longest, beginnings as Int32Array, lastWords as Int32Array);
    this.read = {
      from,
      features: { weighting, ngrams, scale: scale as Float32Array },
      linear: { weights: Float64Array.from(weights!), bias: bias![0]! },
    };
    return this.read;
  }
}

tf.serialization.registerClass(NGramSum);

/** An n-gram with its weight: positive for the second class, negative for the first. */
export interface WeightedNGram {
  /** Its tokens, separated by spaces. */
  ngram: string;
  /**
   * The linear model's weight times the n-gram's scale: its part of the logit, before rows are
   * scaled to norm 1.
   */
  weight: number;
}

/** Returns the `count` n-grams with the largest weights for each class, the largest first. */
export function topNGrams(
  model: tf.LayersModel,
  { words }: Pick<Vocabulary, 'words'>,
  count = 10,
): { first: WeightedNGram[]; second: WeightedNGram[] } {
  const { features, linear } = partsOf(model);
  const weights = linear.weights.map((weight, ngram) => weight * features.scale[ngram]!);
  const order = Array.from(weights.keys()).sort((a, b) => weights[a]! - weights[b]!);
  const named = (ngram: number): WeightedNGram => ({
    ngram: nGramTokenIds(features.ngrams, ngram)
      .map((id) => words[id]!)
      .join(' '),
    weight: weights[ngram]!,
  });
  return {
    first: order.slice(0, count).map(named),
    second: order.slice(-count).reverse().map(named),
  };
}
