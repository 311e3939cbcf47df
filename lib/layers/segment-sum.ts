import * as tf from '@tensorflow/tfjs';

const NAME = 'UnsortedSegmentSum';

/**
 * The kernel that the gradient of every look-up needs, embeddings included: the sum of all rows of `x`
 * `[rows, ...]` that have the same segment id `[rows]` -> `[segments, ...]`. tfjs 4.22 has none for WebAssembly,
 * and one for plain JavaScript that goes through all rows once for every segment.
 */
for (const backendName of ['wasm', 'cpu']) {
  if (tf.getKernel(NAME, backendName)) tf.unregisterKernel(NAME, backendName);
  tf.registerKernel({
    kernelName: NAME,
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const { x, segmentIds } = inputs as Record<'x' | 'segmentIds', tf.Tensor>;
      const segments = attrs!['numSegments'] as number;
      const [rows, ids] = [x.dataSync(), segmentIds.dataSync()];
      const width = x.size / ids.length;
      const sums = new Float32Array(segments * width);
      ids.forEach((id, row) => {
        if (id < 0) return; // as TensorFlow: a negative id drops the row
        for (let n = 0; n < width; n++) sums[id * width + n]! += rows[row * width + n]!;
      });
      return tf.tensor(sums, [segments, ...x.shape.slice(1)], x.dtype);
    },
  });
}
