import { tf } from '../../lib/backend';

const NAME = 'no-reads';

/** The part of tfjs' plain JavaScript backend that reads values. */
interface Readable extends tf.KernelBackend {
  readSync(dataId: tf.DataId): tf.BackendValues;
}

/**
 * Runs `compute` on a backend whose values can only be read asynchronously, as on WebGPU, and
 * returns the values of its tensors. `dataSync` throws there.
 */
export async function withoutReads(compute: () => tf.Tensor[]): Promise<number[][]> {
  const before = tf.getBackend();
  const PlainBackend = (tf.findBackend('cpu') as object).constructor as new () => Readable;
  let isInKernel = false; // the kernels themselves, in plain JavaScript, may read
  class NoReads extends PlainBackend {
    readonly firstUse = false; // no advice to install tfjs-node

    override readSync(dataId: tf.DataId): tf.BackendValues {
      if (!isInKernel) throw new Error('a synchronous read');
      return super.readSync(dataId);
    }

    override async read(dataId: tf.DataId): Promise<tf.BackendValues> {
      return super.readSync(dataId);
    }
  }
  const kernels = tf.getKernelsForBackend('cpu');
  for (const { kernelFunc, ...kernel } of kernels) {
    const run: typeof kernelFunc = (call) => {
      const nested = isInKernel;
      isInKernel = true;
      try {
        return kernelFunc(call);
      } finally {
        isInKernel = nested;
      }
    };
    tf.registerKernel({ ...kernel, backendName: NAME, kernelFunc: run });
  }
  tf.registerBackend(NAME, () => new NoReads());
  try {
    await tf.setBackend(NAME);
    tf.engine().startScope();
    const values = await Promise.all(compute().map(async (tensor) => [...(await tensor.data())]));
    tf.engine().endScope();
    return values;
  } finally {
    await tf.setBackend(before);
    tf.removeBackend(NAME);
    for (const { kernelName } of kernels) tf.unregisterKernel(kernelName, NAME);
  }
}
