import * as tf from '@tensorflow/tfjs';
import type { KernelInputs, KernelOptions, LstmKernel, OutputName, WeightName } from './kernel';
import { outOfMemory, type Region, region, type WasmFunctions } from './wasm-memory';

/**
 * Returns the LSTM in WebAssembly, for every backend whose tensors can be read synchronously. What
 * the gradient needs stays in the module's memory until the next call after its tape.
 *
 * @param instance that of `fast-lstm.wasm`
 */
export function wasmKernel(instance: WebAssembly.Instance): LstmKernel {
  const functions = instance.exports as unknown as WasmFunctions;
  functions._initialize();
  const recorded = new Set<{ memory: Region; tape: unknown }>();
  const releaseFinished = () => {
    for (const call of recorded)
      if (call.tape !== activeTape()) {
        call.memory.release();
        recorded.delete(call);
      }
  };
  return (inputs, options, wanted, recording) => {
    releaseFinished();
    const memory = region(functions);
    const call = { memory, tape: activeTape() };
    recorded.add(call);
    try {
      const { B, T, H } = sizes(inputs, options);
      const shapes = outputShapes(inputs, options);
      const wants = (name: OutputName) => wanted.includes(name) || (recording && name === 'h');
      const at = OUTPUTS.map((name) => memory.room(tf.util.sizeFromShape(shapes[name]), wants(name)));
      const activations = memory.room(functions.lstm_saved_size(T, B, H), recording);
      const given = putInputs(memory, inputs, options);
      const results = memory.put(Int32Array.of(...at, activations));
      whileMemoryLasts(() => functions.lstm(given, results));
      return {
        outputs: readTensors(memory, wanted, OUTPUTS, at, shapes),
        saved: [],
        gradient: (inputs, _saved, dys, withX) =>
          withRegion(functions, (memory) => {
            const shapes = weightShapes(inputs, options);
            const weights = WEIGHTS.filter((name) => name !== 'x' || withX);
            const received = OUTPUTS.map((name) => memory.put(readFloats(dys[name])));
            const addresses = WEIGHTS.map((name) =>
              memory.room(tf.util.sizeFromShape(shapes[name]), weights.includes(name)),
            );
            const results = memory.put(Int32Array.of(at[0]!, activations, ...received, ...addresses));
            whileMemoryLasts(() => functions.lstm_gradient(given, results));
            return readTensors(memory, weights, WEIGHTS, addresses, shapes);
          }),
      };
    } finally {
      if (!recording) call.tape = undefined;
      releaseFinished();
    }
  };
}

function withRegion<Result>(functions: WasmFunctions, use: (memory: Region) => Result): Result {
  const memory = region(functions);
  try {
    return use(memory);
  } finally {
    memory.release();
  }
}

/** Returns the tape that records gradients now. */
function activeTape(): unknown {
  return (tf.engine() as unknown as { state: { activeTape: unknown } }).state.activeTape ?? null;
}

/** In the order of `LstmOutputs` (lstm.h). */
const OUTPUTS: readonly OutputName[] = ['h', 'c', 'lastH', 'lastC'];
/** In the order of `LstmGradients` (lstm.h). */
const WEIGHTS: readonly WeightName[] = ['x', 'h0', 'c0', 'kernel', 'recurrentKernel', 'bias'];

function sizes({ x, h0 }: KernelInputs, { timeFirst }: KernelOptions) {
  const [first, second, I] = x.shape;
  const [T, B] = timeFirst ? [first, second] : [second, first];
  return { T, B, I, H: h0.shape[1] };
}

function outputShapes(inputs: KernelInputs, options: KernelOptions): Record<OutputName, number[]> {
  const { B, H } = sizes(inputs, options);
  const sequence = [inputs.x.shape[0], inputs.x.shape[1], H];
  return { h: sequence, c: sequence, lastH: [B, H], lastC: [B, H] };
}

function weightShapes(inputs: KernelInputs, options: KernelOptions): Record<WeightName, number[]> {
  const { B, I, H } = sizes(inputs, options);
  return {
    x: inputs.x.shape,
    h0: [B, H],
    c0: [B, H],
    kernel: [I, 4 * H],
    recurrentKernel: [H, 4 * H],
    bias: [4 * H],
  };
}

/** Copies the inputs into the memory, as `Arguments` (wasm.cc). Returns its address. */
function putInputs(memory: Region, inputs: KernelInputs, options: KernelOptions): number {
  const { x, h0, c0, kernel, recurrentKernel, bias, mask, recurrentMask } = inputs;
  const { timeFirst = false, goBackwards = false, gates } = options;
  const { T, B, I, H } = sizes(inputs, options);
  const floats = [x, h0, c0, kernel, recurrentKernel, bias].map((tensor) => memory.put(readFloats(tensor)));
  return memory.put(
    Int32Array.of(
      ...[T, B, I, H, Number(timeFirst), Number(goBackwards), Number(gates === 'hardSigmoid')],
      ...[...floats, memory.put(mask?.dataSync<'bool'>()), memory.put(readFloats(recurrentMask))],
    ),
  );
}

/** Plain JavaScript keeps the values of a tensor that was cast in the array of its former type. */
function readFloats(tensor?: tf.Tensor): Float32Array | undefined {
  const values = tensor?.dataSync();
  return values && (values instanceof Float32Array ? values : Float32Array.from(values));
}

/** Returns the wanted ones of the tensors at these addresses. */
function readTensors<Name extends string>(
  memory: Region,
  wanted: readonly Name[],
  names: readonly Name[],
  addresses: readonly number[],
  shapes: Record<Name, number[]>,
): Partial<Record<Name, tf.Tensor>> {
  return Object.fromEntries(
    wanted.map((name) => {
      const values = memory.read(addresses[names.indexOf(name)]!, tf.util.sizeFromShape(shapes[name]));
      return [name, tf.tensor(values, shapes[name])];
    }),
  ) as Partial<Record<Name, tf.Tensor>>;
}

/** @throws a clear error instead of WebAssembly's `unreachable`, with which wasm.cc ends then */
function whileMemoryLasts(run: () => void): void {
  try {
    run();
  } catch (error) {
    throw error instanceof WebAssembly.RuntimeError ? outOfMemory() : error;
  }
}
