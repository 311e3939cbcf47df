/**
 * The models of `lstm-sentiment` as classifiers that can be explained, evaluated and fine-tuned:
 * its files with 8-bit weights, and checkpoints from a URL.
 */
import { CHECKPOINT_FILES, checkpointFiles, readCheckpoint, requireDigests } from '../../runtime/checkpoint';
import { type BranchSettings, type Model, type Pooling, readModel, toFloats } from '../../runtime/model-file';
import { ready, tf } from '../backend';
import type { CheckpointRecord } from '../checkpoints/record';
import { averageOfLogits } from '../layers/average-of-logits';
import { dropout } from '../layers/dropout';
import { embedding } from '../layers/embedding';
import { fastLstm } from '../layers/fast-lstm';
import { lastState, maxOverTime, meanOverTime } from '../layers/pooling';
import { reverseSequence } from '../layers/reverse-sequence';
import { wordDropout } from '../layers/word-dropout';
import { PRETRAINED } from '../models/pretrained';
import { tokenizer } from '../text/tokenizer';
import { UNKNOWN_ID, vocabularyOf } from '../text/vocabulary';
import type { ClassifierParts } from './parts';

/** The parts of a classifier with the record of a checkpoint. */
export type RecordedParts = ClassifierParts & { record: CheckpointRecord };

/**
 * Returns the parts of the classifier in a file of `lstm-sentiment`.
 *
 * @param bytes the content of the file, such as `model.bin` of the package `lstm-sentiment`
 * @param place where they come from, for messages
 * @throws when the bytes are no model's, are damaged, or have another version
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { createClassifier } from 'sentiment-lab';
 * import { partsOfModelFile } from 'sentiment-lab/classifier';
 *
 * async function classifierIn(file: string) {
 *   return createClassifier(await partsOfModelFile(await readFile(file), file));
 * }
 * ```
 */
export async function partsOfModelFile(bytes: Uint8Array, place: string): Promise<RecordedParts> {
  await ready();
  return partsOf(readModel(new Uint8Array(bytes), place)); // a copy, which the weights keep
}

/**
 * Returns the parts of the classifier at a URL: a file of `lstm-sentiment`, or a folder with a
 * checkpoint, whose address ends with a slash.
 *
 * @throws when it cannot be fetched, or `lstm-sentiment` cannot run such a model
 */
export async function partsAtUrl(url: string): Promise<RecordedParts> {
  await ready();
  if (!url.endsWith('/')) return partsOf(readModel(await fetchBytes(url), url));
  const bytes = await Promise.all(CHECKPOINT_FILES.map((file) => fetchBytes(`${url}${file}`)));
  const files = checkpointFiles(bytes);
  await requireDigests(files, url);
  return partsOf(readCheckpoint(files, url));
}

async function fetchBytes(url: string): Promise<Uint8Array> {
  const refuse = (reason: string) => new Error(`${url} cannot be fetched: ${reason}`);
  const response = await fetch(url).catch((error: Error) => {
    throw refuse(error.cause instanceof Error ? error.cause.message : error.message);
  });
  if (!response.ok) throw refuse(`${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

function partsOf({ settings, words, weights }: Model): RecordedParts {
  const { name, classes, tokenizer: tokenizerName, maxLength, temperature, branches } = settings;
  const record: CheckpointRecord = {
    system: name,
    config: {},
    step: 0,
    classes,
    tokenizer: tokenizerName,
    maxLength,
    temperature,
  };
  return {
    model: networkOf(branches, weights),
    tokenizer: tokenizer(tokenizerName),
    lookup: vocabularyOf(words.map((word) => [word, 0])),
    classes,
    maxLength,
    temperature,
    record,
  };
}

const POOLING_LAYERS: Record<Pooling, () => tf.layers.Layer> = {
  mean: meanOverTime,
  max: maxOverTime,
  last: lastState,
};

/**
 * Returns the network of a model, with the dropout of `pretrainedModel` for fine-tuning: token ids
 * `[batch, time]` -> logits `[batch, outputs]`.
 */
function networkOf(branches: readonly BranchSettings[], weights: Model['weights']): tf.LayersModel {
  const { dropout: rate, inputDropout, wordDropout: wordRate } = PRETRAINED;
  const embeddings = new Map<string, tf.layers.Layer>();
  const ids = tf.input({ shape: [null], dtype: 'int32', name: 'ids' });
  const words = wordDropout({ rate: wordRate, unknown: UNKNOWN_ID }).apply(ids);
  const values: [tf.layers.Layer, string[]][] = [];
  const logits = branches.map((branch) => {
    const [kernel, bias] = [weights[`${branch.lstm}/kernel`]!, weights[`${branch.lstm}/bias`]!];
    const units = toFloats(bias).length / 4;
    const dimensions = toFloats(kernel).length / (4 * units);
    const inputDim = toFloats(weights[branch.embedding]!).length / dimensions;
    const sequence = branch.reversed ? reverseSequence({ keep: 1 }).apply(words) : words;
    const name = branch.embedding.replace(/[/]embeddings$/, '');
    const lookup = embeddings.get(name) ?? embedding({ name, inputDim, outputDim: dimensions });
    if (!embeddings.has(name)) values.push([lookup, [branch.embedding]]);
    embeddings.set(name, lookup);
    const lstm = fastLstm({
      name: branch.lstm,
      units,
      recurrentActivation: 'sigmoid',
      returnSequences: true,
      dropout: inputDropout,
    });
    values.push([lstm, ['kernel', 'recurrent_kernel', 'bias'].map((part) => `${branch.lstm}/${part}`)]);
    const outputs = lstm.apply(lookup.apply(sequence));
    const pooled = branch.pooling.map((kind) => POOLING_LAYERS[kind]().apply(outputs) as tf.SymbolicTensor);
    const features = pooled.length === 1 ? pooled[0]! : tf.layers.concatenate().apply(pooled);
    const classifier = tf.layers.dense({
      name: branch.classifier,
      units: toFloats(weights[`${branch.classifier}/bias`]!).length,
    });
    values.push([classifier, ['kernel', 'bias'].map((part) => `${branch.classifier}/${part}`)]);
    return classifier.apply(dropout({ rate }).apply(features)) as tf.SymbolicTensor;
  });
  const output = logits.length === 1 ? logits[0]! : (averageOfLogits().apply(logits) as tf.SymbolicTensor);
  const model = tf.model({ inputs: ids, outputs: output });
  for (const [layer, names] of values)
    setWeights(
      layer,
      names.map((name) => toFloats(weights[name]!)),
    );
  return model;
}

function setWeights(layer: tf.layers.Layer, values: readonly Float32Array[]): void {
  tf.tidy(() => {
    const shapes = layer.getWeights().map(({ shape }) => shape);
    layer.setWeights(values.map((floats, at) => tf.tensor(floats, shapes[at])));
  });
}
