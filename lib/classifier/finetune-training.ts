/** The training of fine-tuning: all layers of a classifier, on the training set of a split. */
import type { tf } from '../backend';
import type { Split } from '../batches/split';
import type { Label } from '../corpus/review';
import { adaptModel, outputLayers } from '../models/adapt';
import { adam } from '../optimizers/adam';
import { warmUpThenLinear } from '../optimizers/schedules';
import type { Watch } from '../progress';
import { extendVocabulary, type Vocabulary } from '../text/vocabulary';
import { balancedWeights, MOST_CLASS_WEIGHT } from '../training/class-weights';
import { fit } from '../training/fit';
import { type Corpus, examplesAt } from './finetune-corpus';
import { type Config, FINETUNING, type FinetuneOptions } from './finetune-settings';
import type { ClassifierParts } from './parts';

/** A classifier that was fine-tuned on one training set. */
export interface Tuned {
  parts: ClassifierParts;
  /** The epoch with the lowest validation loss, from 1. */
  bestEpoch: number;
}

/** Fine-tunes a classifier on the training set of a split. */
export async function tune(
  from: ClassifierParts,
  corpus: Corpus,
  split: Split,
  config: Config,
  epochs: number,
  watch: Watch,
): Promise<Tuned> {
  const { classes, maxLength, labels } = corpus;
  const { batchSize, learningRate, weightDecay, seed } = config;
  const { outputRate, embeddingRate, warmUp, end, globalClipNorm, maxNewWords, patience } = FINETUNING;
  const known = from.lookup as Vocabulary;
  const lookup = extendVocabulary(
    known,
    split.train.map((at) => corpus.tokens[at]!),
    { maxWords: maxNewWords },
  );
  const model = await adaptModel(from.model, {
    classes: classes.map((label) => positionOf(label, from.classes)),
    newVectors: unknownVectors(from.model, known.unknownId, lookup.words.length - known.words.length),
    seed,
  });
  const train = examplesAt(corpus, split.train, lookup);
  const validation = examplesAt(corpus, split.validation, lookup);
  const steps = epochs * Math.ceil(train.ids.length / batchSize);
  try {
    const { best } = await fit({
      model,
      train,
      validation,
      batchSize,
      epochs,
      seed,
      optimizer: adam({
        learningRate: warmUpThenLinear({
          peak: learningRate,
          warmUp: Math.floor(warmUp * steps),
          steps,
          end: end * learningRate,
        }),
        rateFactors: Object.fromEntries([
          ...outputLayers(model).map(({ name }) => [name, outputRate]),
          ...embeddingsOf(model).map(({ name }) => [name, embeddingRate]),
        ]),
        weightDecay,
        excludeFromWeightDecay: ['bias'],
        sparse: true,
      }),
      globalClipNorm,
      patience,
      classWeights: classWeightsOf(labels, classes, config.classWeights),
      ...watch,
    });
    const { tokenizer, paddedLength } = from;
    return { parts: { model, tokenizer, lookup, classes, maxLength, paddedLength }, bestEpoch: best };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function positionOf(label: Label, classes: readonly Label[]): number | undefined {
  const at = classes.indexOf(label);
  return at < 0 ? undefined : at;
}

/**
 * Returns the initial vectors of new words, for each embedding: that of the unknown token, which
 * stood for these words so far.
 */
function unknownVectors(
  model: tf.LayersModel,
  unknownId: number,
  words: number,
): Record<string, Float32Array> {
  return Object.fromEntries(
    embeddingsOf(model).map((layer) => {
      const [table] = layer.getWeights() as [tf.Tensor2D];
      const [, dimensions] = table.shape;
      const unknown = table
        .dataSync<'float32'>()
        .subarray(unknownId * dimensions, (unknownId + 1) * dimensions);
      const vectors = new Float32Array(words * dimensions);
      for (let word = 0; word < words; word++) vectors.set(unknown, word * dimensions);
      return [layer.name, vectors];
    }),
  );
}

function embeddingsOf(model: tf.LayersModel): tf.layers.Layer[] {
  return model.layers.filter((layer) => layer.getClassName() === 'TrainedEmbedding');
}

/**
 * Returns the weight of each class, 1 if none is given; undefined if all are 1.
 *
 * @throws RangeError if one is below 0, above `MOST_CLASS_WEIGHT`, or of no class
 */
function classWeightsOf(
  labels: Int32Array,
  classes: readonly Label[],
  weights: FinetuneOptions['classWeights'],
): number[] | undefined {
  if (weights === undefined) return undefined;
  if (weights === 'balanced') return balancedWeights(labels, classes.length);
  const unknown = Object.keys(weights).find((label) => !classes.includes(label));
  if (unknown !== undefined)
    throw new RangeError(`there is no class ${unknown} to weigh; the classes are ${classes.join(', ')}`);
  return classes.map((label) => {
    const weight = Object.hasOwn(weights, label) ? weights[label]! : 1;
    if (!(weight >= 0 && weight <= MOST_CLASS_WEIGHT))
      throw new RangeError(
        `the class weight of ${label} is ${weight}: give a number of at least 0, at most ${MOST_CLASS_WEIGHT}`,
      );
    return weight;
  });
}
