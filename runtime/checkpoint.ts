/** Checkpoints of the library sentiment-lab: a tfjs model with its vocabulary and its settings. */
import { type BranchSettings, checkModel, MAX_LENGTH, type Model, type Pooling } from './model';

/** The names of the files that `readCheckpoint` needs. */
export const CHECKPOINT_FILES = ['checkpoint.json', 'model.json', 'weights.bin', 'vocabulary.json'] as const;

type FileName = (typeof CHECKPOINT_FILES)[number];

/** The versions of the checkpoint format that are read. Since 4, the record has a digest of its own. */
export const FORMATS: readonly number[] = [2, 3, 4];

/** The files of a checkpoint. */
export type CheckpointFiles = Record<FileName, Uint8Array>;

/** Returns the files of a checkpoint. `bytes` are in the order of `CHECKPOINT_FILES`. */
export function checkpointFiles(bytes: readonly Uint8Array[]): CheckpointFiles {
  const files = CHECKPOINT_FILES.map((file, n) => [file, bytes[n]]);
  return Object.fromEntries(files) as CheckpointFiles; // the type of fromEntries forgets the names
}

/** A layer where it is called. A layer that branches share is called by each, on other inputs. */
interface Call {
  /** Of the layer. */
  name: string;
  className: string;
  config: Record<string, unknown>;
  /** Returns the calls whose outputs the layer is given. */
  inputs(): Call[];
}

/** What is not a fault of the files: they are of a model that this package does not have. */
class Unsupported extends Error {}

const POOLINGS: Record<string, Pooling> = {
  MeanOverTime: 'mean',
  GlobalAveragePooling1D: 'mean',
  MaxOverTime: 'max',
  GlobalMaxPooling1D: 'max',
  LastStep: 'last',
};
/** What an LSTM must have in its configuration, and what that is by default, as models are saved. */
const LSTM_OPTIONS: Record<string, unknown[]> = {
  activation: ['tanh', undefined, null],
  recurrent_activation: ['sigmoid'],
  peepholes: [undefined, null],
  go_backwards: [false, undefined, null],
  stateful: [false, undefined, null],
};
/** Whether an embedding masks padding by default, by its class. */
const MASKS_ZERO: Record<string, boolean> = { TrainedEmbedding: true, Embedding: false };
/** Layers that change nothing outside of training. */
const TRAINING_ONLY = ['Dropout', 'SeededDropout', 'SpatialDropout1D', 'WordDropout'];

/**
 * Returns the model of a checkpoint, with the weights as they are.
 *
 * @param place where the files come from, for messages
 * @throws when it has an unknown format; when a layer of the model, or its tokenizer, is not known
 *   here; when it is damaged
 */
export function readCheckpoint(files: CheckpointFiles, place: string): Model {
  try {
    return modelOf(files, place);
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith(place)) throw error;
    if (error instanceof Unsupported) throw new Error(`${place}: lstm-sentiment cannot run ${message}`);
    throw new Error(`${place} is damaged (${message}): copy it again`, { cause: error });
  }
}

/**
 * Checks the files of a checkpoint against the digests in its `checkpoint.json`, and that against
 * its own, where WebCrypto is available.
 *
 * @throws if one differs; the message names it
 */
export async function requireDigests(files: CheckpointFiles, place: string): Promise<void> {
  const { sha256, ...record } = (parsed(files, 'checkpoint.json', place) ?? {}) as {
    files?: Record<string, { bytes?: number; sha256?: string } | null> | null;
    sha256?: string;
  };
  const { files: records = {} } = record;
  if (records === null) throw new Error(`${place}: checkpoint.json is damaged (no files): copy it again`);
  const changed = (name: string) =>
    new Error(`${place}: ${name} was changed since it was saved: copy it again`);
  // As JSON without blanks and without its digest.
  if (sha256 !== undefined && (await differs(new TextEncoder().encode(JSON.stringify(record)), sha256)))
    throw changed('checkpoint.json');
  for (const name of CHECKPOINT_FILES) {
    if (!Object.hasOwn(records, name)) continue;
    const file = records[name];
    if (file?.bytes !== files[name].length || (await differs(files[name], file.sha256))) throw changed(name);
  }
}

/** Returns whether bytes have another SHA-256. Without WebCrypto they have not. */
async function differs(bytes: Uint8Array, sha256: string | undefined): Promise<boolean> {
  const digest = await globalThis.crypto?.subtle?.digest('SHA-256', new Uint8Array(bytes));
  const hex = (byte: number) => byte.toString(16).padStart(2, '0');
  return digest !== undefined && Array.from(new Uint8Array(digest), hex).join('') !== sha256;
}

function parsed(files: CheckpointFiles, name: keyof CheckpointFiles, place: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(files[name]));
  } catch (error) {
    throw new Error(`${place}: ${name} is not JSON (${(error as Error).message}): copy it again`);
  }
}

function modelOf(files: CheckpointFiles, place: string): Model {
  const record = parsed(files, 'checkpoint.json', place) as Record<string, never>;
  requireFormat(record['format'], place);
  const { modelTopology, weightsManifest } = parsed(files, 'model.json', place) as ModelJson;
  const output = outputOf(modelTopology);
  const members = output.className === 'MeanOfVotes' ? output.inputs() : [output];
  const branches = members.map(branchOf);
  const tokenizer = record['tokenizer'] ?? record['reading'];
  if (tokenizer !== 'punctuation' && tokenizer !== 'tokens')
    throw new Error(`${place}: lstm-sentiment has only the tokenizer "punctuation", not "${tokenizer}"`);
  const model: Model = {
    settings: {
      name: place.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, ''),
      classes: record['classes']!,
      tokenizer: 'punctuation',
      maxLength: record['maxLength'] ?? MAX_LENGTH,
      temperature: record['temperature'] ?? 1,
      branches,
    },
    words: (parsed(files, 'vocabulary.json', place) as { words: string[] }).words,
    weights: { ...zeroBiases(modelTopology), ...weightsOf(weightsManifest, files['weights.bin']) },
  };
  return checkModel(model, place);
}

function requireFormat(format: unknown, place: string): void {
  if (FORMATS.includes(format as number)) return;
  const remedy = Number(format) > Math.max(...FORMATS) ? 'update lstm-sentiment' : 'train the model again';
  throw new Error(
    `${place}: checkpoint.json has format ${JSON.stringify(format)}, and lstm-sentiment reads ${FORMATS.join(', ')}: ${remedy}`,
  );
}

/** Returns the biases of layers without one. */
function zeroBiases({ config: { layers } }: ModelJson['modelTopology']): Record<string, Float32Array> {
  const without = layers.filter(({ config }) => config['use_bias'] === false);
  const size = ({ class_name, config }: LayerJson) =>
    (class_name === 'Dense' ? 1 : 4) * Number(config['units']);
  return Object.fromEntries(
    without.map((layer) => [`${layer.config.name}/bias`, new Float32Array(size(layer))]),
  );
}

/** Returns an error for a layer. @param reason which of its options is at fault, and why */
function unsupported({ name, className }: Call, reason?: string): Unsupported {
  return new Unsupported(`the layer ${name} (${className})${reason ? `: ${reason}` : ''}`);
}

function branchOf(classifier: Call): BranchSettings {
  /** Every layer has inputs but the one that a model of another form begins with. */
  const inputsOf = (layer: Call) => {
    const inputs = layer.inputs();
    if (inputs.length === 0) throw unsupported(layer);
    return inputs.map(withoutDropout);
  };
  if (classifier.className !== 'Dense') throw unsupported(classifier);
  const activation = classifier.config['activation'] ?? 'linear';
  if (activation !== 'linear') throw unsupported(classifier, `its activation is ${activation}, not linear`);
  const [features] = inputsOf(classifier);
  const pooled = features!.className === 'Concatenate' ? inputsOf(features!) : [features!];
  const pooling: Pooling[] = [];
  let lstm: Call | undefined;
  for (const layer of pooled) {
    const kind = Object.hasOwn(POOLINGS, layer.className) ? POOLINGS[layer.className] : undefined;
    const { steps, ignoreMask, ignore_mask = ignoreMask } = layer.config;
    if (steps !== undefined) throw unsupported(layer, `its steps are ${steps}`);
    if (ignore_mask === true) throw unsupported(layer, 'its ignoreMask is true');
    const source = kind ? inputsOf(layer)[0]! : layer;
    requireLstm(source);
    if (lstm && lstm !== source) throw unsupported(source, 'one LSTM is read, not several');
    pooling.push(kind ?? 'last');
    lstm = source;
  }
  const [vectors, ...states] = inputsOf(lstm!);
  if (states.length > 0) throw unsupported(lstm!, 'it is given initial states');
  if (!Object.hasOwn(MASKS_ZERO, vectors!.className)) throw unsupported(vectors!);
  const { maskZero, mask_zero: savedMaskZero } = vectors!.config;
  if ((maskZero ?? savedMaskZero ?? MASKS_ZERO[vectors!.className]) !== true)
    throw unsupported(vectors!, 'its maskZero is not true');
  const [ids] = inputsOf(vectors!);
  const reversed = ids!.className === 'ReverseWords';
  if (!reversed && ids!.className !== 'InputLayer') throw unsupported(ids!);
  if (reversed && ids!.config['keep'] !== 1)
    throw unsupported(ids!, `its keep is ${ids!.config['keep']}, not 1`); // the special token stays in place
  if (reversed && inputsOf(ids!)[0]!.className !== 'InputLayer') throw unsupported(inputsOf(ids!)[0]!);
  return {
    embedding: `${vectors!.name}/embeddings`,
    lstm: lstm!.name,
    reversed,
    pooling,
    classifier: classifier.name,
  };
}

/** @throws if a layer is no LSTM, or has an option that is not computed here */
function requireLstm(layer: Call): void {
  if (!['FastLSTM', 'LSTM'].includes(layer.className)) throw unsupported(layer);
  for (const [option, allowed] of Object.entries(LSTM_OPTIONS)) {
    const value = layer.config[option];
    if (!allowed.includes(value))
      throw unsupported(layer, `its ${option} is ${value}, not ${allowed[0] ?? 'absent'}`);
  }
}

function withoutDropout(call: Call): Call {
  return TRAINING_ONLY.includes(call.className) ? withoutDropout(call.inputs()[0]!) : call;
}

interface ModelJson {
  modelTopology: {
    class_name: string;
    config: { layers: LayerJson[]; output_layers?: InputJson[] };
  };
  weightsManifest: { weights: WeightJson[] }[];
}

interface LayerJson {
  class_name: string;
  config: Record<string, unknown> & { name: string };
  /** The inputs of each call. */
  inbound_nodes?: InputJson[][];
}

/** An output of a layer: its name, the number of its call, and the number of the output of that. */
type InputJson = [name: string, call: number, output: number, ...rest: unknown[]];

interface WeightJson {
  name: string;
  shape: number[];
  dtype: 'float32' | 'int32';
  quantization?: { dtype: 'uint8' | 'uint16' | 'float16'; min: number; scale: number };
}

/** Returns the call that gives the output of a network. @throws when it names no layer of it */
function outputOf({ class_name, config }: ModelJson['modelTopology']): Call {
  const { output_layers: outputs } = config;
  const layers = class_name === 'Sequential' ? inARow(config.layers) : config.layers;
  const calls = new Map<string, Call>();
  const callOf = ([name, call, output]: InputJson): Call => {
    const found = calls.get(`${name} ${call}`);
    if (!found) throw new Error(`there is no call ${call} of the layer ${name}`);
    if (output !== 0) throw unsupported(found, 'more than its output is read');
    return found;
  };
  for (const { class_name: className, config, inbound_nodes: nodes = [] } of layers)
    for (const [call, inputs] of (nodes.length > 0 ? nodes : [[]]).entries())
      calls.set(`${config.name} ${call}`, {
        name: config.name,
        className,
        config,
        inputs: () => inputs.map(callOf),
      });
  return outputs ? callOf(outputs[0]!) : [...calls.values()].at(-1)!;
}

/** Returns the layers of a `tf.sequential` with their inputs, as those of other models have them. */
function inARow(layers: readonly LayerJson[]): LayerJson[] {
  const input: LayerJson = { class_name: 'InputLayer', config: { name: 'the input' } };
  const all = layers[0]?.class_name === 'InputLayer' ? layers : [input, ...layers];
  return all.map((layer, n) => ({
    ...layer,
    inbound_nodes: n === 0 ? [] : [[[all[n - 1]!.config.name, 0, 0]]],
  }));
}

/** Returns the weights of a tfjs model, without quantization. */
function weightsOf(manifest: ModelJson['weightsManifest'], bytes: Uint8Array): Record<string, Float32Array> {
  const weights: Record<string, Float32Array> = {};
  let at = 0;
  for (const { name, shape, quantization } of manifest.flatMap((group) => group.weights)) {
    const count = shape.reduce((size, length) => size * length, 1);
    if (!(count >= 0 && at + count <= bytes.length)) throw new Error(`weights.bin ends before ${name}`);
    const { dtype = 'float32', min = 0, scale = 1 } = quantization ?? {};
    if (dtype === 'float16') throw new Error(`the weight ${name} is in 16-bit floats, which are not read`);
    const Stored = { float32: Float32Array, uint16: Uint16Array, uint8: Uint8Array }[dtype];
    const end = at + count * Stored.BYTES_PER_ELEMENT;
    if (!(end <= bytes.length)) throw new Error(`weights.bin ends within ${name}`);
    // A copy, because the values may start at any byte.
    const stored = new Stored(new Uint8Array(bytes.subarray(at, end)).buffer, 0, count);
    at = end;
    if (stored instanceof Float32Array) {
      weights[name] = stored;
      continue;
    }
    const values = new Float32Array(count);
    for (let n = 0; n < count; n++) values[n] = min + scale * stored[n]!;
    weights[name] = values;
  }
  if (at !== bytes.length) throw new Error(`weights.bin has ${bytes.length} bytes, not ${at}`);
  return weights;
}
