import * as tf from '@tensorflow/tfjs';

const NAME = 'UnsortedSegmentSum';

/**
 * Returns rows of `x` `[rows, ...]` by their numbers, int32 of any shape: `x.gather(numbers)`, but
 * with a gradient on every backend.
 */
export function lookup<R extends tf.Tensor>(x: tf.Tensor, numbers: tf.Tensor): R {
  if (tf.getBackend() === 'wasm' && !tf.getKernel(NAME, 'wasm')) registerSegmentSum('wasm');
  return x.gather(numbers as tf.Tensor1D) as tf.Tensor as R; // tfjs' types allow one dimension only
}

/**
 * Registers the kernel behind the gradient of every lookup (`gather`), embeddings included. It sums
 * the rows of `x` `[rows, ...]` by segment id `[rows]` -> `[segments, ...]`. tfjs 4.22 has no such
 * kernel for WebAssembly, and the one for plain JavaScript reads all rows once per segment.
 *
 * Layers register it for WebAssembly when they need it. Call it for lookups of your own.
 *
 * @param backendName `'wasm'` or `'cpu'`, whose kernel it replaces
 */
export function registerSegmentSum(backendName: 'wasm' | 'cpu'): void {
  if (tf.getKernel(NAME, backendName)) tf.unregisterKernel(NAME, backendName);
  tf.registerKernel({
    kernelName: NAME,
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const { x, segmentIds } = inputs as Record<'x' | 'segmentIds', tf.Tensor>;
      const segments = attrs!.numSegments as number;
      const [rows, ids] = [x.dataSync(), segmentIds.dataSync()];
      const width = x.size / ids.length;
      const sums = new Float32Array(segments * width);
      ids.forEach((id, row) => {
        if (id < 0) return; // as in TensorFlow, a negative id drops the row
        for (let n = 0; n < width; n++) sums[id * width + n]! += rows[row * width + n]!;
      });
      return tf.tensor(sums, [segments, ...x.shape.slice(1)], x.dtype);
    },
  });
}
