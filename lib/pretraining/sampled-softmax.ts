import { tf } from '../backend';
import type { Random } from '../batches/random';
import { withGradients } from '../layers/custom-gradient';

/** The words among which a language model has to find the one that follows, instead of all there are. */
export interface Candidates {
  /** Each once. */
  ids: Int32Array;
  /** What is added to each one's logit, `[ids.length]`. */
  correction: Float32Array;
  /** Of each target, which candidate it is. */
  labels: Int32Array;
}

/** Options of `candidatesFor`. */
export interface CandidatesOptions {
  /** Words in the vocabulary, ordered by their frequency, the most frequent first. */
  vocabularySize: number;
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
  const sure = ids.length;
  const others = vocabularySize - sure;
  const drawn = Math.min(options.drawn, others);
  while (ids.length < sure + drawn) {
    const id = random.integer(frequent, vocabularySize - 1);
    if (placeOf[id]! < 0) add(id);
  }
  const correction = new Float32Array(ids.length);
  correction.fill(Math.log(others / drawn), sure);
  return { ids: Int32Array.from(ids), correction, labels: targets.map((id) => placeOf[id]!) };
}

/** What a softmax over words is computed from: N places of a text, C candidates, D dimensions. */
export interface SoftmaxInputs {
  /** What is guessed at each place, `[N, D]`. */
  outputs: tf.Tensor2D;
  /** The candidates' vectors, `[C, D]`. */
  embeddings: tf.Tensor2D;
  /** What is added to each candidate's logit, `[C]`. */
  bias: tf.Tensor1D;
}

/** The smallest share of a softmax that a float32 still holds: what the loss reports where a share is less. */
const SMALLEST = 1e-37;

/**
 * Returns the mean cross-entropy, in nats, of the softmax of `guess words^T + bias`; labels `[N]` say which candidate is right.
 * The matrix of logits `[N, C]` is the largest of the whole model, so as little as possible walks over it: the gradient of the
 * logits, softmax - one-hot, is never written down; what its two parts come to is multiplied and summed by itself.
 */
export function softmaxLoss(inputs: SoftmaxInputs, labels: tf.Tensor1D): tf.Scalar {
  const [N] = inputs.outputs.shape;
  const [C] = inputs.embeddings.shape;
  const [loss] = withGradients<keyof SoftmaxInputs>(
    { ...inputs },
    {
      forward(save) {
        const { outputs, embeddings, bias } = inputs;
        const shares = tf.softmax(tf.fused.matMul({ a: outputs, b: embeddings, transposeB: true, bias }));
        save([shares, outputs, embeddings, labels]);
        return [shares.gather(labels, 1, 1).maximum(SMALLEST).log().mean().neg()];
      },
      backward([dy], saved) {
        const [shares, outputs, embeddings, targets] = saved as [
          tf.Tensor2D,
          tf.Tensor2D,
          tf.Tensor2D,
          tf.Tensor1D,
        ];
        const each = dy!.div(N);
        const sumsByLabel = (rows: tf.Tensor) => tf.unsortedSegmentSum(rows, targets, C);
        return {
          outputs: () => shares.matMul(embeddings).sub(embeddings.gather(targets)).mul(each),
          embeddings: () => shares.matMul(outputs, true).sub(sumsByLabel(outputs)).mul(each),
          bias: () =>
            shares
              .sum(0)
              .sub(sumsByLabel(tf.ones([N])))
              .mul(each),
        };
      },
    },
  );
  return loss!.asScalar();
}
