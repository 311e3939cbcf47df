/** Reads models that Keras saved: `.keras` (Keras 3) and `.h5` (Keras 2 and 3). */
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Dataset, type Group, File as Hdf5File } from 'jsfive';
import * as v from 'valibot';
import { parseJson, wholeNumber } from '../files/json-file';
import { requireFile } from '../files/require-file';
import { openZip } from '../files/zip';

/** A model that Keras saved. */
export interface KerasFile {
  /** The version of Keras that saved it: `3.15.1`. */
  version: string;
  /** The layers, each of which reads the output of the one before. */
  layers: KerasLayer[];
  /** The fixed length of the input, if it has one. */
  inputLength?: number;
}

/** A layer of a saved model. */
export interface KerasLayer {
  className: string;
  name: string;
  /** The configuration, with Keras' names of the options. */
  config: Record<string, unknown>;
  weights: KerasWeight[];
  /** The tokens by id, of a text layer whose vocabulary is beside its configuration. */
  vocabulary?: string[];
}

/** A weight of a saved layer. */
export interface KerasWeight {
  shape: number[];
  /** Row-major. */
  values: Float32Array;
}

/**
 * Returns the model in a file that Keras saved.
 *
 * @throws if it is damaged, has no configuration, or is not a chain of layers; the message names
 *   the file
 */
export async function readKerasFile(file: string): Promise<KerasFile> {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`${file} is a folder: save the model as a file, model.save('model.keras')`);
  requireFile(file);
  const bytes = await readFile(file);
  try {
    if (bytes.subarray(0, 8).equals(HDF5)) return readH5(file, bytes);
    if (bytes.subarray(0, 2).toString('latin1') === 'PK') return await readArchive(file);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error); // jsfive throws texts
    if (message.startsWith(file)) throw error;
    throw new Error(`${file} is damaged (${message}): ${COPY_AGAIN}`, { cause: error });
  }
  throw new Error(
    `${file} is neither a .keras nor an .h5 file: save the model with model.save('model.keras')`,
  );
}

const HDF5 = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

async function readArchive(file: string): Promise<KerasFile> {
  const members = await membersOf(file);
  const member = (name: string) => {
    const content = members.get(name);
    if (!content) throw new Error(`${file} has no ${name}: save the model with model.save('model.keras')`);
    return content;
  };
  const json = <S extends v.GenericSchema>(name: string, schema: S) =>
    parseJson(`${file}: ${name}`, member(name).toString('utf8'), schema, COPY_AGAIN);
  const config = json('config.json', modelSchema) as SavedLayer;
  const { keras_version: version } = json('metadata.json', v.looseObject({ keras_version: v.string() }));
  const hdf5 = open(file, member('model.weights.h5'));
  const chain = chainOf(file, config);
  const paths = pathsOf(config);
  const layers = chain.map((layer) => {
    const path = `layers/${paths.get(layer)}`;
    const vocabulary = members.get(`assets/${path}/vocabulary.txt`)?.toString('utf8');
    return {
      ...named(layer),
      weights: PLACES.flatMap((place) => numbered(groupAt(hdf5, `${path}/${place}`))),
      ...(vocabulary && { vocabulary: vocabulary.split('\n') }),
    };
  });
  return { version, layers, inputLength: inputLengthOf(config) };
}

/** The places of weights in the group of a layer; the cell is that of a recurrent layer. */
const PLACES = ['vars', 'cell/vars', 'forward_layer/cell/vars', 'backward_layer/cell/vars'];

async function membersOf(file: string): Promise<Map<string, Buffer>> {
  const { members, close } = await openZip(file).catch((error: Error) => {
    throw new Error(`${file} is damaged (${error.message}): ${COPY_AGAIN}`, { cause: error });
  });
  try {
    const contents = new Map<string, Buffer>();
    for (const { path, chunks } of members) {
      const parts: Buffer[] = [];
      for await (const chunk of chunks()) parts.push(chunk);
      contents.set(path, Buffer.concat(parts));
    }
    return contents;
  } finally {
    close();
  }
}

function readH5(file: string, bytes: Buffer): KerasFile {
  const hdf5 = open(file, bytes);
  const config = hdf5.attrs.model_config;
  if (typeof config !== 'string')
    throw new Error(
      `${file} has weights, but no model: save it with model.save, not with model.save_weights`,
    );
  const saved = parseJson(file, config, modelSchema, COPY_AGAIN) as SavedLayer;
  const layers = chainOf(file, saved).map((layer) => {
    const { name } = named(layer);
    const group = groupAt(hdf5, `model_weights/${name}`);
    return {
      ...named(layer),
      weights: weightNames(group).map((weight) => weightAt(group!, weight)),
    };
  });
  const version = String(hdf5.attrs.keras_version ?? '');
  return { version, layers, inputLength: inputLengthOf(saved) };
}

/** Returns the names of a layer's weights. Keras splits a long list. */
function weightNames(group: Group | undefined): string[] {
  const names = Object.keys(group?.attrs ?? {}).filter((name) => /^weight_names\d*$/.test(name));
  const order = names.sort((a, b) => Number(a.slice(12)) - Number(b.slice(12)));
  return order.flatMap((name) => group!.attrs[name] as string[]);
}

function open(file: string, bytes: Buffer): Hdf5File {
  const end = endOf(bytes);
  if (bytes.length < end)
    throw new Error(`${file} is cut off: ${bytes.length} of ${end} bytes are there; ${COPY_AGAIN}`);
  try {
    return new Hdf5File(new Uint8Array(bytes).buffer, file);
  } catch (error) {
    throw new Error(`${file} is damaged (${(error as Error).message}): copy it again`, { cause: error });
  }
}

/** Returns the size that the superblock of an HDF5 file states, in bytes. */
function endOf(bytes: Buffer): number {
  const version = bytes[8]!;
  return Number(bytes.readBigUInt64LE(version < 2 ? 40 : 28));
}

function groupAt(parent: Group, path: string): Group | undefined {
  let group: Group = parent;
  for (const name of path.split('/')) {
    if (!group.keys.includes(name)) return undefined;
    group = group.get(name) as Group;
  }
  return group;
}

/** Returns the weights `0`, `1`, ... of a group. */
function numbered(group: Group | undefined): KerasWeight[] {
  if (!group) return [];
  return group.keys.sort((a, b) => Number(a) - Number(b)).map((name) => weightAt(group, name));
}

function weightAt(group: Group, path: string): KerasWeight {
  const dataset = group.get(path) as Dataset;
  if (!/^[<>]?f[48]$/.test(String(dataset.dtype)))
    throw new Error(`the weight ${path} has the type ${dataset.dtype}: only float32 is read`);
  const { shape } = dataset;
  const size = shape.reduce((product, length) => product * length, 1);
  if (!(size <= MOST_NUMBERS)) throw new Error(`the weight ${path} has the shape ${shape}`);
  const values = Float32Array.from(dataset.value);
  if (values.length !== size) throw new Error(`the weight ${path} is cut off`);
  if (!values.every(Number.isFinite)) throw new Error(`the weight ${path} has a value that is not finite`);
  return { shape, values };
}

const COPY_AGAIN = 'copy it again';
/** A weight with more numbers is taken for a damaged file. */
const MOST_NUMBERS = 2 ** 28;

const layerSchema = v.looseObject({
  class_name: v.string(),
  name: v.optional(v.string()),
  config: v.looseObject({
    name: v.optional(v.string()),
    units: v.optional(wholeNumber(1)),
    input_dim: v.optional(wholeNumber(1)),
    output_dim: v.optional(wholeNumber(1)),
    rate: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    vocabulary: v.nullish(v.array(v.string())),
    output_sequence_length: v.nullish(wholeNumber(1)),
    input_length: v.nullish(wholeNumber(1)),
    ...shapes(['batch_shape', 'batch_input_shape', 'build_input_shape']),
  }),
  inbound_nodes: v.optional(v.array(v.unknown())),
});
const modelSchema = v.looseObject({
  class_name: v.string(),
  config: v.looseObject({
    layers: v.optional(v.array(layerSchema)),
    ...shapes(['build_input_shape']),
  }),
});

function shapes<N extends string>(names: readonly N[]) {
  const shape = v.nullish(v.array(v.nullable(wholeNumber(1))));
  return Object.fromEntries(names.map((name) => [name, shape])) as Record<N, typeof shape>;
}

/** A layer in a saved configuration. */
interface SavedLayer {
  class_name: string;
  config: Record<string, unknown> & { name?: string; layers?: SavedLayer[] };
  name?: string;
  inbound_nodes?: unknown[];
}

function named({ class_name, config, name }: SavedLayer) {
  return { className: class_name, name: name ?? config.name ?? class_name, config };
}

/**
 * Returns the layers of a saved model in order, without its input.
 *
 * @throws if it is not a chain
 */
function chainOf(file: string, { class_name, config }: SavedLayer): SavedLayer[] {
  const layers = config.layers;
  if (!layers || !['Sequential', 'Functional', 'Model'].includes(class_name))
    throw new Error(`${file} is a ${class_name}: only Sequential and functional models are imported`);
  if (class_name === 'Sequential') return layers.filter((layer) => layer.class_name !== 'InputLayer');
  const others = layers.filter((layer) => !OPERATIONS.includes(layer.class_name));
  const chain: SavedLayer[] = [];
  let [last] = others.filter((layer) => layer.class_name === 'InputLayer');
  while (last) {
    const before = named(last).name;
    const readers = others.filter((layer) => inputsOf(layer).includes(before));
    if (readers.length > 1)
      throw new Error(`${file}: several layers read ${before}: only a chain of layers is imported`);
    [last] = readers;
    if (!last) break;
    const inputs = inputsOf(last);
    if (inputs.length > 1)
      throw new Error(`${file}: ${named(last).name} has several inputs: only a chain of layers is imported`);
    chain.push(last);
  }
  return chain;
}

/** Returns the fixed length of the rows of token ids. */
function inputLengthOf({
  config: { layers = [], build_input_shape: built },
}: SavedLayer): number | undefined {
  const [first] = layers;
  if (first?.config.dtype === 'string') return undefined;
  const { batch_shape, batch_input_shape } = first?.config ?? {};
  const shape = (batch_shape ?? batch_input_shape ?? built ?? []) as (number | null)[];
  const embedding = layers.find((layer) => layer.class_name === 'Embedding');
  return shape[1] ?? (embedding?.config.input_length as number | null | undefined) ?? undefined;
}

/** The operation by which Keras 3 computes the mask of an embedding. */
const OPERATIONS = ['NotEqual'];

/** Returns the names of the layers whose outputs a layer reads. */
function inputsOf({ inbound_nodes: nodes = [] }: SavedLayer): string[] {
  return nodes.flatMap((node) => {
    if (Array.isArray(node)) return node.map(([name]) => name as string); // Keras 2
    const { args } = node as { args: unknown[] };
    return args.flat(2).flatMap((value) => {
      const { class_name, config } = (value ?? {}) as {
        class_name?: string;
        config?: { keras_history: [string] };
      };
      return class_name === '__keras_tensor__' ? [config!.keras_history[0]] : [];
    });
  });
}

/** Returns the name of each layer's weights in a .keras file: its class, numbered if it repeats. */
function pathsOf({ config: { layers = [] } }: SavedLayer): Map<SavedLayer, string> {
  const used = new Map<string, number>();
  return new Map(
    layers.map((layer) => {
      const name = snakeCase(layer.class_name);
      const before = used.get(name) ?? 0;
      used.set(name, before + 1);
      return [layer, before === 0 ? name : `${name}_${before}`];
    }),
  );
}

/** Returns `global_max_pooling1d` for `GlobalMaxPooling1D`, as Keras does. */
function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
