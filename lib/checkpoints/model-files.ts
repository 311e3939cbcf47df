import '../layers'; // registers the layers of saved models
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { tf } from '../backend';
import { readJson } from '../files/json-file';
import { requireFile } from '../files/require-file';
import { requireWeights, weightSpecs } from './weight-specs';

const MODEL = 'model.json';
const WEIGHTS = 'weights.bin';

/** Writes a file of the folder. */
export type Write = (name: string, content: string | Uint8Array) => Promise<void>;

/**
 * Writes a model in the format of `tf.loadLayersModel`.
 *
 * @param bits per weight. With 8 or 16, each tensor is quantized linearly between its minimum and
 *   maximum.
 */
export async function saveModel(model: tf.LayersModel, write: Write, bits: 8 | 16 | 32 = 32): Promise<void> {
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const { modelTopology, format, generatedBy, convertedBy } = artifacts;
      const data = tf.io.CompositeArrayBuffer.join(artifacts.weightData);
      const { weights, bytes } = encoded(artifacts.weightSpecs!, data, bits);
      const weightsManifest = [{ paths: [WEIGHTS], weights }];
      const description = { format, generatedBy, convertedBy, modelTopology, weightsManifest };
      await write(WEIGHTS, bytes);
      await write(MODEL, `${JSON.stringify(description)}\n`);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
}

/** Returns weights with this many bits each, in the encoding of tfjs. */
function encoded(
  specs: tf.io.WeightsManifestEntry[],
  data: ArrayBuffer,
  bits: 8 | 16 | 32,
): { weights: tf.io.WeightsManifestEntry[]; bytes: Uint8Array } {
  if (bits === 32) return { weights: specs, bytes: new Uint8Array(data) };
  let at = 0;
  const parts = specs.map((spec) => {
    if (spec.dtype !== 'float32')
      throw new Error(`${spec.name} is ${spec.dtype}: only float32 weights can be quantized`);
    const values = new Float32Array(data, at, tf.util.sizeFromShape(spec.shape));
    at += values.byteLength;
    return { spec, ...quantized(values, bits) };
  });
  return {
    weights: parts.map(({ spec, min, scale }) => ({
      ...spec,
      quantization: { dtype: `uint${bits}` as 'uint8', min, scale },
    })),
    bytes: Buffer.concat(parts.map(({ steps }) => new Uint8Array(steps.buffer))),
  };
}

/** Quantizes values linearly: `value = min + scale * step`, up to rounding. */
function quantized(values: Float32Array, bits: 8 | 16) {
  const [min, max] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as [number, number]);
  const scale = (max - min) / (2 ** bits - 1) || 1;
  const steps = bits === 8 ? new Uint8Array(values.length) : new Uint16Array(values.length);
  for (const [at, value] of values.entries()) steps[at] = Math.round((value - min) / scale);
  return { min, scale, steps };
}

/**
 * Returns the model that `saveModel` wrote into a folder, for `tf.loadLayersModel`.
 *
 * @throws if a file is missing or damaged, or a weight is NaN or infinite
 */
export async function readModel(folder: string): Promise<tf.io.ModelArtifacts> {
  const description = await readJson(join(folder, MODEL), modelSchema, COPY_AGAIN);
  const weights = description.weightsManifest.flatMap((group) => group.weights);
  requireFile(join(folder, WEIGHTS), COPY_AGAIN);
  const data = await readFile(join(folder, WEIGHTS));
  requireWeights(join(folder, WEIGHTS), data, weights, COPY_AGAIN);
  return {
    modelTopology: description.modelTopology,
    weightSpecs: weights,
    weightData: arrayBuffer(data),
    format: description.format,
  };
}

const COPY_AGAIN = 'copy the model again';

const modelSchema = v.looseObject({
  format: v.optional(v.string()),
  modelTopology: v.record(v.string(), v.unknown()),
  weightsManifest: v.array(v.looseObject({ weights: weightSpecs })),
});

/** Returns a copy of the bytes as an ArrayBuffer. */
export function arrayBuffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
