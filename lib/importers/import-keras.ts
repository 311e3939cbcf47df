import { ready, tf } from '../backend';
import { type Classifier, createClassifier } from '../classifier/classifier';
import type { Label } from '../corpus/review';
import { padLeft } from '../layers/pad-left';
import { type KerasTokenizerSettings, kerasTokenizer } from '../text/keras-tokenizer';
import { type Vocabulary, vocabularyOf } from '../text/vocabulary';
import { type KerasLayer, type KerasWeight, readKerasFile } from './keras-file';
import { layerFrom } from './keras-layers';
import {
  type KerasVocabulary,
  readKerasVocabulary,
  vocabularyOfList,
  type WordIndexOptions,
} from './keras-vocabulary';

/** Options of `importKeras`. */
export interface KerasImportOptions extends WordIndexOptions {
  /** The file of the vocabulary (`readKerasVocabulary`), unless the model has a text layer. */
  vocabulary?: string;
  /**
   * The classes in the order of the outputs; for a sigmoid, class 0 and 1. Default: negative,
   * positive.
   */
  classes?: readonly string[];
  /**
   * Texts are truncated, and padded if the model reads padding, to this length. Default: the
   * model's.
   */
  maxLength?: number;
  /** Where `pad_sequences` padded. Default: `pre` for a word index, `post` for a list of tokens. */
  padding?: 'pre' | 'post';
  /** Where it truncated. Default: as for `padding`. */
  truncating?: 'pre' | 'post';
}

/** An imported classifier. */
export interface ImportedClassifier extends Classifier {
  /** The version of Keras that saved it. */
  version: string;
  /** What the importer decided, a sentence each. */
  notes: string[];
}

/**
 * Returns a classifier that Keras trained and saved, `.keras` or `.h5`: a chain of embedding, LSTM,
 * GRU, bidirectional layers, pooling over time, dropout and dense layers. Its predictions are those
 * of Keras. `save` writes a checkpoint for `loadClassifier`.
 *
 * The ids of the vocabulary become those of this library, with the rows of the embedding: 0 is
 * padding, 1 unknown, and words start at 2.
 *
 * @throws if a layer, an option or the vocabulary is not supported or does not fit; the message
 *   names it
 */
export async function importKeras(
  file: string,
  options: KerasImportOptions = {},
): Promise<ImportedClassifier> {
  await ready();
  const { version, layers: saved, inputLength } = await readKerasFile(file);
  const [first, ...others] = saved;
  const textLayer = first?.className === 'TextVectorization' ? first : undefined;
  const layers = textLayer ? others : saved;
  const [embedding] = layers;
  if (embedding?.className !== 'Embedding')
    throw new Error(
      `${file} begins with a ${embedding?.className}: only models that begin with an Embedding are imported`,
    );
  const known = await vocabularyFor(file, textLayer, options);
  const inputDim = embedding.config.input_dim as number;
  const { vocabulary, rows, dropsUnknown } = ownVocabulary(known, inputDim);
  const readsPadding =
    embedding.config.mask_zero !== true || layers.some(({ className }) => className === 'GlobalMaxPooling1D');
  const side = known.from === 'Tokenizer' ? 'pre' : 'post';
  const { padding = side, truncating = side } = options;
  const maxLength = options.maxLength ?? lengthOf(textLayer) ?? inputLength;
  if (readsPadding && maxLength === undefined)
    throw new Error(
      `${file}: the model reads padding, so its predictions depend on the length of the input: give maxLength (--max_length), the maxlen of pad_sequences`,
    );
  const { body, classes } = withoutActivation(file, layers, options.classes);
  const model = modelOf(body, version, rows, readsPadding && padding === 'pre');
  const settings: KerasTokenizerSettings = {
    from: known.from,
    truncating,
    ...(known.startId !== undefined && { startToken: START }),
    ...(dropsUnknown && { dropsUnknown }),
  };
  const parts = {
    model,
    tokenizer: kerasTokenizer(settings, vocabulary.has),
    lookup: vocabulary,
    classes,
    maxLength,
    ...(readsPadding && { paddedLength: maxLength }),
  };
  const record = {
    system: 'keras-import',
    config: { kerasVersion: version, layers: saved.map(({ className }) => className) },
    step: 0,
    classes,
    keras: settings,
  };
  const notes = [
    `vocabulary: ${vocabulary.words.length - 2} tokens; ${unknownNote(known, dropsUnknown)}`,
    `texts: split as by ${known.from}; ${lengthNote(maxLength, truncating)}`,
    readsPadding
      ? `padding: ${padding === 'pre' ? 'in front' : 'behind'}, which the model reads`
      : 'padding: masked',
    ...(known.startId === undefined ? [] : ['every text begins with the start token']),
  ];
  return { ...createClassifier({ ...parts, record }), version, notes };
}

const START = '<start>';

function unknownNote({ unknownId }: KerasVocabulary, dropsUnknown: boolean): string {
  return dropsUnknown ? 'others are left out' : `others have the id ${unknownId}`;
}

function lengthNote(maxLength: number | undefined, truncating: 'pre' | 'post'): string {
  if (maxLength === undefined) return 'of any length';
  return `cut to the ${truncating === 'pre' ? 'last' : 'first'} ${maxLength} tokens`;
}

async function vocabularyFor(
  file: string,
  textLayer: KerasLayer | undefined,
  { vocabulary, ...options }: KerasImportOptions,
): Promise<KerasVocabulary> {
  if (!textLayer) {
    if (vocabulary !== undefined) return readKerasVocabulary(vocabulary, options);
    throw new Error(
      `${file} has no text layer: give the file of its vocabulary (--vocabulary): vocab.txt, or a word index such as keras_word_index.json`,
    );
  }
  if (vocabulary !== undefined)
    throw new Error(`${file} has a vocabulary of its own: leave out ${vocabulary}`);
  const { config, name } = textLayer;
  const expected = {
    standardize: 'lower_and_strip_punctuation',
    split: 'whitespace',
    ngrams: null,
    output_mode: 'int',
    ragged: false,
  };
  for (const [option, value] of Object.entries(expected))
    if ((config[option] ?? null) !== value)
      throw new Error(
        `${file}: the layer ${name} has ${option}=${JSON.stringify(config[option])}, which is not imported`,
      );
  // A vocabulary in the configuration is without special tokens.
  const list = (config.vocabulary as string[] | null) ?? textLayer.vocabulary;
  if (!list) throw new Error(`${file}: the layer ${name} has no vocabulary: call adapt before saving`);
  return vocabularyOfList(list);
}

function lengthOf(textLayer: KerasLayer | undefined): number | undefined {
  return (textLayer?.config.output_sequence_length as number | null | undefined) ?? undefined;
}

/**
 * Returns the vocabulary with this library's ids, and for each of them the row of Keras' embedding;
 * -1 for none.
 */
function ownVocabulary(
  { ids, unknownId, startId, numWords = Number.POSITIVE_INFINITY }: KerasVocabulary,
  inputDim: number,
): { vocabulary: Vocabulary; rows: number[]; dropsUnknown: boolean } {
  const special = startId === undefined ? [] : [[START, startId] as const];
  const words = [...ids].filter(([, id]) => id < Math.min(inputDim, numWords)).sort(([, a], [, b]) => a - b);
  if (words.length === 0)
    throw new Error(`no token of the vocabulary has an id below ${inputDim}, the size of the embedding`);
  for (const id of [unknownId, startId])
    if (id !== undefined && id >= inputDim)
      throw new Error(`the special id ${id} is outside of the embedding, which has ${inputDim} rows`);
  const entries = [...special, ...words];
  return {
    vocabulary: vocabularyOf(entries.map(([word]) => [word, 0])),
    rows: [0, unknownId ?? -1, ...entries.map(([, id]) => id)],
    dropsUnknown: unknownId === undefined,
  };
}

/**
 * Returns the layers up to the logits, and the classes.
 *
 * @throws if the outputs are not those of a classifier
 */
function withoutActivation(
  file: string,
  layers: readonly KerasLayer[],
  names: readonly string[] | undefined,
): { body: KerasLayer[]; classes: readonly Label[] } {
  const last = layers.at(-1)!;
  const dense = last.className === 'Activation' ? layers.at(-2)! : last;
  if (dense.className !== 'Dense')
    throw new Error(`${file} ends with a ${dense.className}: expected a Dense layer`);
  const units = dense.config.units as number;
  const activation = last.config.activation;
  const isLinear = activation === 'linear';
  if (!isLinear && activation !== (units === 1 ? 'sigmoid' : 'softmax'))
    throw new Error(
      `${file} ends with ${units} outputs and the activation ${activation}: only a single sigmoid, a softmax, or logits (linear) are imported`,
    );
  const body = [
    ...layers.slice(0, layers.indexOf(dense)),
    { ...dense, config: { ...dense.config, activation: 'linear' } },
  ];
  const count = Math.max(2, units);
  const classes = names ?? (count === 2 ? ['negative', 'positive'] : undefined);
  if (!classes) throw new Error(`${file} has ${count} classes: name them in order (--classes a,b,c)`);
  if (classes.length !== count)
    throw new Error(`${file} has ${count} classes, not ${classes.length}: ${classes.join(', ')}`);
  return { body, classes: classes as readonly Label[] };
}

/** Returns the model with its weights. */
function modelOf(
  saved: readonly KerasLayer[],
  version: string,
  rows: readonly number[],
  padsLeft: boolean,
): tf.LayersModel {
  const [first, ...others] = saved as [KerasLayer, ...KerasLayer[]];
  const embedding = {
    ...first,
    config: { ...first.config, input_dim: rows.length },
    weights: [chosenRows(first, rows)],
  };
  const layers = [embedding, ...others].map((layer) => ({ saved: layer, own: layerFrom(layer, version) }));
  const model = tf.sequential({
    layers: [...(padsLeft ? [padLeft({ inputShape: [null] })] : []), ...layers.map(({ own }) => own)],
  });
  for (const { saved, own } of layers) setWeights(own, saved);
  return model;
}

/** Returns the rows of an embedding in another order. Row -1 is zero. */
function chosenRows({ name, config, weights }: KerasLayer, rows: readonly number[]): KerasWeight {
  const [inputDim, outputDim] = [config.input_dim as number, config.output_dim as number];
  const [table] = weights;
  if (weights.length !== 1 || table!.values.length !== inputDim * outputDim)
    throw new Error(`the layer ${name} has no weights of ${inputDim} x ${outputDim}: save the model again`);
  const values = new Float32Array(rows.length * outputDim);
  for (const [at, row] of rows.entries())
    if (row >= 0) values.set(table!.values.subarray(row * outputDim, (row + 1) * outputDim), at * outputDim);
  return { shape: [rows.length, outputDim], values };
}

function setWeights(layer: tf.layers.Layer, { name, className, weights }: KerasLayer): void {
  const shapes = layer.getWeights().map(({ shape }) => `[${shape}]`);
  const found = weights.map(({ shape }) => `[${shape}]`);
  if (shapes.join() !== found.join())
    throw new Error(
      `the layer ${name}, a ${className}, has weights of the shapes ${found.join(', ') || 'none'}, expected ${shapes.join(', ')}`,
    );
  tf.tidy(() => layer.setWeights(weights.map(({ shape, values }) => tf.tensor(values, shape))));
}
