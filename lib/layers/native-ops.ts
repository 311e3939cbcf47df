import * as tf from '@tensorflow/tfjs';

/** Returns whether TensorFlow's native kernels can be called, so that the fused LSTM may be used. */
export function isNative(): boolean {
  return tf.getBackend() === 'tensorflow';
}

/** What an op's attribute holds: a name is a data type, a number a float, `{ int }` a whole number. */
export type OpAttribute = boolean | number | 'float32' | 'int32' | { int: number };

type TypedAttribute = { name: string; type: number; value: boolean | number };

/** The part of tfjs-node's backend that is called here. tfjs' own types do not know it. */
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
 * Runs one of TensorFlow's own ops by name and returns its outputs, which the caller owns. No gradient is recorded.
 *
 * @param op the name in TensorFlow's op registry (https://www.tensorflow.org/api_docs/python/tf/raw_ops)
 * @param outputs how many outputs the op has
 * @throws whatever TensorFlow says is wrong with the call. Call it only where `isNative()`.
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
 * Calls `use` with an int64 scalar, a type that some ops ask for and tfjs does not have, and frees it afterwards.
 * (tfjs-node's own `Int64Scalar` leaks one native tensor a call.)
 */
export function withInt64<R>(value: number, use: (scalar: tf.TensorInfo) => R): R {
  const backend = nodeBackend();
  const dataId = backend.write(new Int32Array([value, 0]), [], 'int64'); // little endian: low half first
  try {
    return use({ dataId, shape: [], dtype: 'int32' });
  } finally {
    backend.disposeData(dataId);
  }
}

function nodeBackend(): NodeBackend {
  return tf.backend() as unknown as NodeBackend; // tfjs types every backend by what they all share
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
