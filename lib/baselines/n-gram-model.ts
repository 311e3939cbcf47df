import { tf } from '../backend';
import { withoutPadding } from '../batches/ids-matrix';
import type { LayerConfig } from '../layers/layer-config';
import { nGramsFrom } from '../text/n-grams';
import type { LinearModel } from './logistic-regression';
import { type NGramFeatures, vectorsOf, type Weighting } from './n-gram-features';
import { multiply } from './sparse-matrix';

/**
 * Returns a model of tfjs that does what n-grams and a weighted sum of them do: word ids `[batch, time]`, right-padded -> the logit
 * of the second class `[batch, 1]`. So whatever takes an LSTM classifier takes it, too: `evaluate`, `predict`,
 * checkpoints. It is not trained further.
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

/** Returns what `nGramModel` was made of. @throws when the model is no such one */
export function partsOf(model: tf.LayersModel): { features: NGramFeatures; linear: LinearModel } {
  const layer = model.layers.find((one): one is NGramSum => one instanceof NGramSum);
  if (!layer) throw new Error(`the model ${model.name} does not weigh n-grams`);
  return layer.parts();
}

interface NGramSumConfig extends LayerConfig {
  weighting: Weighting;
  /** How many words the longest n-grams have. */
  longest: number;
  /** How many n-grams there are. */
  ngrams: number;
}

/** The weighted sum of a text's n-grams. Its weights say which n-grams there are, too, so that they are saved with it. */
class NGramSum extends tf.layers.Layer {
  static className = 'NGramSum';
  /** What the weights stand for, and the tensors that this was read from. */
  private read?: { from: object[]; features: NGramFeatures; linear: LinearModel };

  constructor(private readonly config: NGramSumConfig) {
    super({ batchInputShape: [null, null], dtype: 'int32', ...config });
  }

  override build(): void {
    const { ngrams } = this.config;
    const zeros = tf.initializers.zeros();
    // In the order of setWeights and getWeights: tfjs puts those first that are trained.
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
    const texts = Array.from({ length: rows }, (_, row) =>
      withoutPadding(values.subarray(row * time, (row + 1) * time)),
    );
    const { features, linear } = this.parts();
    const logits = multiply(vectorsOf(texts, features), linear.weights).map((sum) => sum + linear.bias);
    return tf.tensor2d(Float32Array.from(logits), [rows, 1]);
  }

  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch!, 1];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { weighting, longest, ngrams } = this.config;
    return { ...super.getConfig(), weighting, longest, ngrams };
  }

  /** Returns what the weights stand for, read again where they were set to others. */
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
