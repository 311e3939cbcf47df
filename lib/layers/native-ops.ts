import * as tf from '@tensorflow/tfjs';

/** Returns whether the current backend is TensorFlow's native library, which `nativeOp` needs. */
export function isNative(): boolean {
  return tf.getBackend() === 'tensorflow';
}

/**
 * The value of an op's attribute: a string is a data type, a number a float, `{ int }` an integer.
 */
export type OpAttribute = boolean | number | 'float32' | 'int32' | { int: number };

type TypedAttribute = { name: string; type: number; value: boolean | number };

/** The part of tfjs-node's backend that is called here. tfjs has no types for it. */
interface NodeBackend {
  binding: Record<
    'TF_ATTR_BOOL' | 'TF_ATTR_FLOAT' | 'TF_ATTR_INT' | 'TF_ATTR_TYPE' | 'TF_FLOAT' | 'TF_INT32',
    number
  >;
  executeMultipleOutputs(
    op: string,
    attributes: TypedAttribute[],
    inputs: tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
  write(values: Int32Array, shape: number[], dtype: 'int64'): tf.DataId;
  disposeData(dataId: tf.DataId): boolean;
}

/**
 * Runs a TensorFlow op by name and returns its outputs. The caller disposes them. Records no
 * gradient.
 *
 * @param op the name in TensorFlow's op registry
 *   (https://www.tensorflow.org/api_docs/python/tf/raw_ops)
 * @param outputs how many outputs the op has
 * @throws TensorFlow's error for invalid inputs or attributes. Call it only if `isNative()`
 */
export function nativeOp(
  op: string,
  attributes: Record<string, OpAttribute>,
  inputs: tf.TensorInfo[],
  outputs: number,
): tf.Tensor[] {
  return nodeBackend().executeMultipleOutputs(op, typed(attributes), inputs, outputs);
}

/**
 * Calls `use` with an int64 scalar and frees the scalar afterwards. Some ops need this type, and
 * tfjs does not have it. (tfjs-node's `Int64Scalar` leaks one native tensor per call.)
 */
export function withInt64<R>(value: number, use: (scalar: tf.TensorInfo) => R): R {
  const backend = nodeBackend();
  const halves = new Int32Array([value, 0]); // little endian: low half first
  const dataId = backend.write(halves, [], 'int64');
  try {
    return use({ dataId, shape: [], dtype: 'int32' });
  } finally {
    backend.disposeData(dataId);
  }
}

function nodeBackend(): NodeBackend {
  return tf.backend() as unknown as NodeBackend; // tfjs' type has only what all backends share
}

function typed(attributes: Record<string, OpAttribute>): TypedAttribute[] {
  const { binding } = nodeBackend();
  return Object.entries(attributes).map(([name, value]) => ({ name, ...attribute(binding, value) }));
}

function attribute(binding: NodeBackend['binding'], value: OpAttribute): Omit<TypedAttribute, 'name'> {
  if (typeof value === 'boolean') return { type: binding.TF_ATTR_BOOL, value };
  if (typeof value === 'number') return { type: binding.TF_ATTR_FLOAT, value };
  if (typeof value === 'object') return { type: binding.TF_ATTR_INT, value: value.int };
  return { type: binding.TF_ATTR_TYPE, value: value === 'int32' ? binding.TF_INT32 : binding.TF_FLOAT };
}
