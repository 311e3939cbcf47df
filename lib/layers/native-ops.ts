import { tf } from '../backend';

/** What an op's attribute holds: a name is a data type, a number a float, `{ int }` a whole number. */
export type OpAttribute = boolean | number | 'float32' | 'int32' | { int: number };

/**
 * A tensor as TensorFlow numbers it, unknown to tfjs: in a loop over hundreds of steps that saves what tfjs takes for
 * keeping count. Whoever gets a handle frees it.
 */
export type Handle = number & { readonly kind: 'handle' };

/** An op with its attributes, ready to run as often as wanted. */
export type HandleOp = (...inputs: Handle[]) => Handle[];

type TypedAttribute = { name: string; type: number; value: boolean | number };

/** The part of tfjs-node's backend that is called here. tfjs' own types do not know it. */
interface NodeBackend {
  binding: Record<
    'TF_ATTR_BOOL' | 'TF_ATTR_FLOAT' | 'TF_ATTR_INT' | 'TF_ATTR_TYPE' | 'TF_FLOAT' | 'TF_INT32',
    number
  > & {
    executeOp(op: string, attributes: TypedAttribute[], inputs: Handle[], outputs: number): NativeTensor[];
    deleteTensor(handle: Handle): void;
  };
  executeMultipleOutputs(
    op: string,
    attributes: TypedAttribute[],
    inputs: tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
  getInputTensorIds(tensors: tf.TensorInfo[]): Handle[];
  createOutputTensor(tensor: NativeTensor): tf.Tensor;
  write(values: Int32Array, shape: number[], dtype: 'int64'): tf.DataId;
  disposeData(dataId: tf.DataId): boolean;
}

interface NativeTensor {
  id: Handle;
  shape: number[];
  dtype: number;
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

/** Returns an op like `nativeOp`'s that takes and gives handles: made once, run many times. */
export function handleOp(op: string, attributes: Record<string, OpAttribute>, outputs: number): HandleOp {
  const { binding } = nodeBackend();
  const prepared = typed(attributes);
  return (...inputs) => binding.executeOp(op, prepared, inputs, outputs).map(({ id }) => id);
}

/** Returns the handle of a tensor, which stays the tensor's own: do not free it. */
export function handleOf(tensor: tf.TensorInfo): Handle {
  return nodeBackend().getInputTensorIds([tensor])[0]!;
}

/** Frees tensors that an op returned as handles. */
export function freeHandles(handles: Iterable<Handle>): void {
  const { binding } = nodeBackend();
  for (const handle of handles) binding.deleteTensor(handle);
}

/** Runs an op with one output on handles, and returns the output as a tensor. */
export function tensorOf(
  op: string,
  attributes: Record<string, OpAttribute>,
  inputs: readonly Handle[],
): tf.Tensor {
  const backend = nodeBackend();
  return backend.createOutputTensor(backend.binding.executeOp(op, typed(attributes), [...inputs], 1)[0]!);
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
