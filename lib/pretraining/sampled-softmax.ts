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

/**
 * Returns the mean cross-entropy of a softmax, in nats: logits `[n, classes]`, labels `[n]`. TensorFlow's own op computes
 * loss and gradient together, where it is there.
 */
export function sparseCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  if (!isNative()) {
    const right = tf.oneHot(labels, logits.shape[1]);
    return tf.logSoftmax(logits).mul(right).sum(1).mean().neg().asScalar();
  }
  const [losses] = withGradients<'logits'>(
    { logits },
    {
      forward(save) {
        const [losses, gradient] = nativeOp(
          'SparseSoftmaxCrossEntropyWithLogits',
          { T: 'float32', Tlabels: 'int32' },
          [logits, labels],
          2,
        ) as [tf.Tensor1D, tf.Tensor2D];
        save([gradient]);
        return [losses];
      },
      backward: ([dy], [gradient]) => ({ logits: () => gradient!.mul(dy!.expandDims(1)) }),
    },
  );
  return losses!.mean().asScalar();
}
