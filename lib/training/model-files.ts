import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tf } from '../backend';

const MODEL = 'model.json';
const WEIGHTS = 'weights.bin';

/** Writes a file of a folder in the making. */
export type Write = (name: string, content: string | Uint8Array) => Promise<void>;

/** Writes a model as `tf.loadLayersModel` reads it, through `write`. */
export async function saveModel(model: tf.LayersModel, write: Write): Promise<void> {
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const { modelTopology, weightSpecs, weightData, format, generatedBy, convertedBy } = artifacts;
      const weightsManifest = [{ paths: [WEIGHTS], weights: weightSpecs }];
      const description = { format, generatedBy, convertedBy, modelTopology, weightsManifest };
      await write(WEIGHTS, new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)));
      await write(MODEL, `${JSON.stringify(description)}\n`);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
}

/** Returns what `saveModel` wrote into a folder, as `tf.loadLayersModel` takes it. */
export async function readModel(folder: string): Promise<tf.io.ModelArtifacts> {
  const description = JSON.parse(await readFile(join(folder, MODEL), 'utf8')) as tf.io.ModelJSON;
  return {
    modelTopology: description.modelTopology,
    weightSpecs: description.weightsManifest.flatMap((group) => group.weights),
    weightData: arrayBuffer(await readFile(join(folder, WEIGHTS))),
    format: description.format,
  };
}

/** Returns a copy of bytes as tfjs takes them. */
export function arrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
