/** Checks weights in tfjs' encoding: what a file says of them, and their values. */
import * as v from 'valibot';
import type { tf } from '../backend';
import { finiteNumber, wholeNumber } from '../files/json-file';

const BYTES = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2 } as const;

/** The schema of tfjs' descriptions of weights, of those that this library writes. */
export const weightSpecs = v.array(
  v.looseObject({
    name: v.string(),
    shape: v.array(wholeNumber()),
    dtype: v.picklist(['float32', 'int32', 'bool']),
    quantization: v.optional(
      v.looseObject({ dtype: v.picklist(['uint8', 'uint16']), min: finiteNumber, scale: finiteNumber }),
    ),
  }),
);

/**
 * Checks that a file has the weights that are described, and that they are numbers.
 *
 * @param remedy what makes the file again
 * @throws if there are more or fewer bytes, or a value is NaN or infinite; the message names the
 *   weight
 */
export function requireWeights(
  file: string,
  bytes: Uint8Array,
  specs: readonly tf.io.WeightsManifestEntry[],
  remedy: string,
): void {
  const sizes = specs.map(({ shape, dtype, quantization }) => {
    const type = (quantization?.dtype ?? dtype) as keyof typeof BYTES;
    return shape.reduce((size, length) => size * length, BYTES[type]);
  });
  const expected = sizes.reduce((sum, size) => sum + size, 0);
  if (expected !== bytes.length)
    throw new Error(`${file} has ${bytes.length} bytes, but its weights need ${expected}: ${remedy}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (const [n, { name, dtype, quantization }] of specs.entries()) {
    const end = at + sizes[n]!;
    if (dtype === 'float32' && !quantization)
      for (let place = at; place < end; place += 4)
        if (!Number.isFinite(view.getFloat32(place, true)))
          throw new Error(
            `${file}: the weight ${name} has the value ${view.getFloat32(place, true)}: ${remedy}`,
          );
    at = end;
  }
}
