import { tf } from '../../lib/backend';
import { normal } from './gradients';

/** Builds a layer for inputs like `x`, with the given weights. */
export function built<L extends tf.layers.Layer>(layer: L, x: tf.Tensor3D, weights?: tf.Tensor[]): L {
  layer.apply(tf.input({ shape: [null, x.shape[2]] }));
  if (weights) layer.setWeights(weights);
  return layer;
}

/** Returns weights of an LSTM, the same in each call. */
export function weightsFor(input: number, units: number): tf.Tensor[] {
  return [normal([input, 4 * units], 1), normal([units, 4 * units], 2), normal([4 * units], 3)];
}

/** Three rows of five time steps with four values each. */
export const x = normal<tf.Rank.R3>([3, 5, 4], 4);

/** Right-padded rows. */
export const right = [
  [1, 1, 1, 0, 0],
  [1, 0, 0, 0, 0],
  [1, 1, 1, 1, 0],
];
/** Masks `[3, 5]` by what they hide. */
export const masks: Record<string, number[][]> = {
  'right padding': right,
  'left padding': right.map((row) => [...row].reverse()),
  holes: [
    [1, 0, 1, 0, 1],
    [0, 1, 0, 0, 1],
    [0, 1, 1, 1, 0],
  ],
  'a row of padding only': [[0, 0, 0, 0, 0], ...right.slice(1)],
  'nothing but padding': right.map((row) => row.map(() => 0)),
};

/** Returns a layer's configuration as it is saved, without unset entries. */
export function written(layer: tf.layers.Layer): Record<string, unknown> {
  const json = JSON.stringify(layer.getConfig());
  return JSON.parse(json, (_, value) => value ?? undefined);
}

/** Returns the model after saving and loading. */
export async function savedAndLoaded(model: tf.LayersModel): Promise<tf.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = JSON.parse(JSON.stringify(artifacts));
      saved!.weightData = artifacts.weightData;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return tf.loadLayersModel(tf.io.fromMemory(saved!));
}
