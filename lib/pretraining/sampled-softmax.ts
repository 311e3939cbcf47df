import { isNative, tf } from '../backend';
import type { Random } from '../batches/random';
import { withGradients } from '../layers/custom-gradient';

/** The words that the softmax is computed over, instead of the whole vocabulary. */
export interface Candidates {
  /** Token ids, without repetitions. */
  ids: Int32Array;
  /** A number that is added to each candidate's logit, `[ids.length]`. */
  correction: Float32Array;
  /** The index in `ids` of each target, `[targets]`. */
  labels: Int32Array;
}

/** Options of `candidatesFor`. */
export interface CandidatesOptions {
  /**
   * The size of the vocabulary. Its ids are ordered by frequency, the most frequent word first.
   */
  vocabularySize: number;
  /** The number of most frequent words that are always candidates. */
  frequent: number;
  /** The number of other words that are sampled. */
  drawn: number;
  random: Random;
}

/**
 * Returns the candidates for some targets: the most frequent words, the targets themselves, and
 * words sampled uniformly from the rest. A sampled word represents (rest size / sample size) words
 * of the rest. The logarithm of this ratio is added to its logit, so that the softmax's sum is
 * right on average (Jean et al. 2015, section 3.1).
 *
 * @param targets token ids
 */
export function candidatesFor(targets: Int32Array, options: CandidatesOptions): Candidates {
  const { vocabularySize, random } = options;
  const frequent = Math.min(options.frequent, vocabularySize);
  const placeOf = new Int32Array(vocabularySize).fill(-1);
  const ids: number[] = [];
  const add = (id: number) => {
    placeOf[id] = ids.length;
    ids.push(id);
  };
  for (let id = 0; id < frequent; id++) add(id);
  for (const id of targets) if (placeOf[id]! < 0) add(id);
  const certain = ids.length; // candidates that are not sampled
  const others = vocabularySize - certain;
  const drawn = Math.min(options.drawn, others);
  while (ids.length < certain + drawn) {
    const id = random.integer(frequent, vocabularySize - 1);
    if (placeOf[id]! < 0) add(id);
  }
  const correction = new Float32Array(ids.length);
  correction.fill(Math.log(others / drawn), certain);
  return { ids: Int32Array.from(ids), correction, labels: targets.map((id) => placeOf[id]!) };
}

/** The inputs of the softmax: N positions, C candidates, D dimensions. */
export interface SoftmaxInputs {
  /** The model's outputs, `[N, D]`. */
  outputs: tf.Tensor2D;
  /** The word vectors of the candidates, `[C, D]`. */
  embeddings: tf.Tensor2D;
  /** The biases of the candidates' logits, `[C]`. */
  bias: tf.Tensor1D;
}

/** The minimum probability in the loss: about the smallest number that a float32 holds. */
const SMALLEST = 1e-37;

/**
 * Returns the mean cross-entropy, in nats, of the softmax of `outputs embeddings^T + bias`.
 *
 * The logits `[N, C]` are the model's largest matrix. So their gradient, softmax - one-hot, is
 * never stored: both parts are multiplied or summed on their own.
 *
 * @param labels the index of each position's target among the candidates, `[N]`, int32
 */
export function softmaxLoss(inputs: SoftmaxInputs, labels: tf.Tensor1D): tf.Scalar {
  const [N] = inputs.outputs.shape;
  const [C] = inputs.embeddings.shape;
  const [loss] = withGradients<keyof SoftmaxInputs>(
    { ...inputs },
    {
      forward(save) {
        const { outputs, embeddings, bias } = inputs;
        const probabilities = tf.softmax(logitsOf(outputs, embeddings, bias));
        save([probabilities, outputs, embeddings, labels]);
        const places = tf.stack([tf.range(0, N, 1, 'int32'), labels], 1);
        return [tf.gatherND(probabilities, places).maximum(SMALLEST).log().mean().neg()];
      },
      backward([dy], saved) {
        const [probabilities, outputs, embeddings, targets] = saved as [
          tf.Tensor2D,
          tf.Tensor2D,
          tf.Tensor2D,
          tf.Tensor1D,
        ];
        const each = dy!.div(N);
        const sumsByLabel = (rows: tf.Tensor) => tf.unsortedSegmentSum(rows, targets, C);
        return {
          outputs: () => probabilities.matMul(embeddings).sub(embeddings.gather(targets)).mul(each),
          embeddings: () => probabilities.matMul(outputs, true).sub(sumsByLabel(outputs)).mul(each),
          bias: () =>
            probabilities
              .sum(0)
              .sub(sumsByLabel(tf.ones([N])))
              .mul(each),
        };
      },
    },
  );
  return loss!.asScalar();
}

/**
 * Returns `outputs embeddings^T + bias`, `[N, C]`. On WebAssembly, tfjs 4.22 adds a wrong bias if
 * it is fused.
 */
function logitsOf(outputs: tf.Tensor2D, embeddings: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor {
  if (isNative()) return tf.fused.matMul({ a: outputs, b: embeddings, transposeB: true, bias });
  return outputs.matMul(embeddings, false, true).add(bias);
}
