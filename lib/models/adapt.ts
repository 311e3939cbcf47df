/**
 * Transfer learning: a copy of a classifier's model for other classes and a larger vocabulary. All
 * other layers keep their weights.
 */
import { tf } from '../backend';
import { maskStates, setMaskStates } from '../layers/dropout-masks';
import { derivedSeed } from '../layers/seeds';

/** What `adaptModel` changes. */
export interface Adaptation {
  /**
   * The classes of the copy. Each is the position of a class of the model, whose weights it keeps,
   * or undefined for a class with new weights.
   */
  classes: readonly (number | undefined)[];
  /**
   * The initial vectors of tokens that are added to the vocabulary: for each embedding, by its
   * name, `[tokens * dimensions]`. Default: no tokens.
   */
  newVectors?: Readonly<Record<string, Float32Array>>;
  /** The seed of new weights and of dropout. */
  seed: number;
}

/**
 * Returns a copy of a classifier's model with other outputs: logits `[batch, classes]`, or `[batch,
 * 1]` for two classes. Weights of new classes are drawn as Keras does (Glorot & Bengio 2010).
 *
 * @throws for a model whose logits do not come from dense layers without activation
 */
export async function adaptModel(
  model: tf.LayersModel,
  { classes, newVectors = {}, seed }: Adaptation,
): Promise<tf.LayersModel> {
  const heads = new Map(outputLayers(model).map((layer) => [layer.name, layer]));
  const units = classes.length === 2 ? 1 : classes.length;
  const topology = model.toJSON(null, false) as unknown as ModelTopology;
  for (const { class_name, config } of topology.config.layers) {
    if (heads.has(config.name)) config.units = units;
    if (class_name === 'TrainedEmbedding')
      config.input_dim! += addedTo(newVectors[config.name], config.output_dim!);
  }
  const adapted = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: topology }));
  tf.tidy(() => {
    for (const layer of adapted.layers) {
      const from = model.getLayer(layer.name);
      const vectors = newVectors[layer.name];
      if (heads.has(layer.name))
        layer.setWeights(outputWeights(from, classes, derivedSeed(seed, layer.name)));
      else if (vectors) layer.setWeights([withRows(from.getWeights()[0] as tf.Tensor2D, vectors)]);
      else layer.setWeights(from.getWeights());
    }
  });
  const masks = Object.keys(maskStates(adapted)).map((name) => [
    name,
    { seed: derivedSeed(seed, name), step: 0 },
  ]);
  setMaskStates(adapted, Object.fromEntries(masks));
  return adapted;
}

/** The part of a model's JSON that is changed. */
interface ModelTopology {
  config: {
    layers: {
      class_name: string;
      config: { name: string; units?: number; input_dim?: number; output_dim?: number };
    }[];
  };
}

/**
 * Returns the dense layers that compute a classifier's logits: one, or one for each member of an
 * ensemble (`averageOfLogits`).
 *
 * @throws for another model
 */
export function outputLayers(model: tf.LayersModel): tf.layers.Layer[] {
  const last = model.outputs[0]!.sourceLayer;
  const inputs = [last.input].flat() as tf.SymbolicTensor[];
  const layers =
    last.getClassName() === 'MeanOfVotes' ? inputs.map(({ sourceLayer }) => sourceLayer) : [last];
  for (const layer of layers) {
    const { activation } = layer.getConfig();
    if (layer.getClassName() !== 'Dense' || (activation && activation !== 'linear'))
      throw new Error(
        `the output of ${model.name} comes from ${layer.name} (${layer.getClassName()}): ` +
          'only a dense layer without activation can get other classes',
      );
  }
  return layers;
}

function addedTo(vectors: Float32Array | undefined, dimensions: number): number {
  return (vectors?.length ?? 0) / dimensions;
}

function withRows(table: tf.Tensor2D, vectors: Float32Array): tf.Tensor2D {
  const [, dimensions] = table.shape;
  return tf.concat([table, tf.tensor2d(vectors, [vectors.length / dimensions, dimensions])]);
}

/**
 * Returns the kernel of an output layer, and its bias if it has one: the columns of kept classes,
 * and new ones. A single logit z stands for the logits 0 and z.
 */
function outputWeights(
  from: tf.layers.Layer,
  classes: readonly (number | undefined)[],
  seed: number,
): tf.Tensor[] {
  const [kernel, ...biases] = from.getWeights() as [tf.Tensor2D, tf.Tensor1D?];
  const [features] = kernel.shape;
  const count = classes.length;
  const fresh = tf.initializers.glorotUniform({ seed }).apply([features, count]) as tf.Tensor2D;
  const zeros = tf.zeros([count]);
  return [withColumns(kernel, fresh, classes), ...biases.map((bias) => withColumns(bias!, zeros, classes))];
}

/** Returns the columns of kept classes from `before`, and those of new ones from `fresh`. */
function withColumns(
  before: tf.Tensor,
  fresh: tf.Tensor,
  classes: readonly (number | undefined)[],
): tf.Tensor {
  const axis = before.rank - 1;
  const all = before.shape[axis] === 1 ? tf.concat([tf.zerosLike(before), before], axis) : before;
  const columns = classes.map((old, column) =>
    (old === undefined ? fresh : all).gather([old ?? column], axis),
  );
  return classes.length === 2 ? columns[1]!.sub(columns[0]!) : tf.concat(columns, axis);
}
