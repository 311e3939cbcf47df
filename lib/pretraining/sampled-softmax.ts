import { isNative, tf } from '../backend';
import type { Random } from '../batches';
import { withGradients } from '../layers/custom-gradient';
import { nativeOp } from '../layers/native-ops';

/** The words among which a language model has to find the one that follows, instead of all there are. */
export interface Candidates {
  /** Each once. */
  ids: Int32Array;
  /** What is added to each one's logit, `[ids.length]`. */
  correction: Float32Array;
  /** Of each target, which candidate it is. */
  labels: Int32Array;
}

export interface CandidatesOptions {
  /** Words in the vocabulary, ordered by their frequency, the most frequent first. */
  words: number;
  /** How many of the most frequent words are always candidates. */
  frequent: number;
  /** How many of the other words are drawn at random. */
  drawn: number;
  random: Random;
}

/**
 * Returns the candidates for some targets: the most frequent words, the targets themselves, and words drawn at random from
 * the rest. Each of these stands for as many as there are for each one drawn: with the logarithm of that number added to its
 * logit, the sum under the softmax is right on average (Jean et al. 2015, section 3.1, for words that are drawn evenly).
 */
export function candidatesFor(targets: Int32Array, options: CandidatesOptions): Candidates {
  const { words, random } = options;
  const frequent = Math.min(options.frequent, words);
  const placeOf = new Int32Array(words).fill(-1);
  const ids: number[] = [];
  const add = (id: number) => {
    placeOf[id] = ids.length;
    ids.push(id);
  };
  for (let id = 0; id < frequent; id++) add(id);
  for (const id of targets) if (placeOf[id]! < 0) add(id);
  const sure = ids.length;
  const rest = words - sure;
  const drawn = Math.min(options.drawn, rest);
  while (ids.length < sure + drawn) {
    const id = random.integer(frequent, words - 1);
    if (placeOf[id]! < 0) add(id);
  }
  const correction = new Float32Array(ids.length);
  correction.fill(Math.log(rest / drawn), sure);
  return { ids: Int32Array.from(ids), correction, labels: targets.map((id) => placeOf[id]!) };
}

/** What a softmax over words is computed from: N places of a text, C candidates, D dimensions. */
export interface SoftmaxInputs {
  /** What is guessed at each place, `[N, D]`. */
  guess: tf.Tensor2D;
  /** The candidates' vectors, `[C, D]`. */
  words: tf.Tensor2D;
  /** What is added to each candidate's logit, `[C]`. */
  bias: tf.Tensor1D;
}

/**
 * Returns the mean cross-entropy, in nats, of the softmax of `guess words^T + bias`; labels `[N]` say which candidate is right.
 * Where it is there, TensorFlow's own op computes loss and gradient of the logits together, and nothing else walks over that
 * matrix, the largest of the whole model.
 */
export function softmaxLoss({ guess, words, bias }: SoftmaxInputs, labels: tf.Tensor1D): tf.Scalar {
  if (!isNative()) {
    const logits = guess.matMul(words, false, true).add(bias) as tf.Tensor2D;
    const right = tf.oneHot(labels, logits.shape[1]);
    return tf.logSoftmax(logits).mul(right).sum(1).mean().neg().asScalar();
  }
  const [N] = guess.shape;
  const inputs = {
    guess: tf.concat([guess, tf.ones([N, 1])], 1) as tf.Tensor2D, // so that the bias is one dimension more
    words: tf.concat([words, bias.expandDims(1)], 1) as tf.Tensor2D,
  };
  const [loss] = withGradients<keyof typeof inputs>(inputs, {
    forward(save) {
      const logits = inputs.guess.matMul(inputs.words, false, true); // (N, C)
      const [losses, gradient] = nativeOp(
        'SparseSoftmaxCrossEntropyWithLogits',
        { T: 'float32', Tlabels: 'int32' },
        [logits, labels],
        2,
      ) as [tf.Tensor1D, tf.Tensor2D];
      save([gradient, inputs.guess, inputs.words]);
      return [losses.mean()];
    },
    backward([dy], [gradient, guess, words]) {
      const share = dy!.div(N);
      return {
        guess: () => (gradient as tf.Tensor2D).matMul(words as tf.Tensor2D).mul(share),
        words: () => (gradient as tf.Tensor2D).matMul(guess as tf.Tensor2D, true).mul(share),
      };
    },
  });
  return loss!.asScalar();
}
