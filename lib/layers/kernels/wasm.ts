import * as tf from '@tensorflow/tfjs';
import {
  GRU,
  type Kernel,
  type KernelInputs,
  type KernelLayer,
  type KernelOptions,
  type Kernels,
  LSTM,
  shapesOf,
  sizesOf,
} from './kernel';
import { outOfMemory, type Region, region, type WasmFunctions } from './wasm-memory';

/**
 * Returns the layers in WebAssembly, for every backend whose tensors can be read synchronously.
 * What a gradient needs stays in the module's memory until the next call after its tape.
 *
 * @param instance that of `fast-lstm.wasm`
 */
export function wasmKernels(instance: WebAssembly.Instance): Kernels {
  const functions = instance.exports as unknown as WasmFunctions;
  functions._initialize();
  const recorded: Recorded = new Set();
  return { lstm: wasmKernel(LSTM, functions, recorded), gru: wasmKernel(GRU, functions, recorded) };
}

/** The calls whose memory a gradient may need, until their tape ends. */
type Recorded = Set<{ memory: Region; tape: unknown }>;

function wasmKernel<Inputs extends KernelInputs, Output extends string>(
  layer: KernelLayer<Inputs, Output>,
  functions: WasmFunctions,
  recorded: Recorded,
): Kernel<Inputs, Output> {
  const outputNames: readonly Output[] = [...layer.sequences, ...layer.lasts];
  return (inputs, options, wanted, recording) => {
    releaseFinished(recorded);
    const memory = region(functions);
    const call = { memory, tape: activeTape() };
    recorded.add(call);
    try {
      const shapes: Record<string, number[]> = shapesOf(inputs, options, layer.gates);
      const room = (memory: Region, name: string, isWanted: boolean) =>
        memory.room(tf.util.sizeFromShape(shapes[name]!), isWanted);
      const given = putInputs(layer, memory, inputs, options);
      const wants = (name: Output) => wanted.includes(name) || (recording && name === 'h');
      const at = outputNames.map((name) => room(memory, name, wants(name)));
      const activations = memory.room(functions[`${layer.function}_saved_size`](given), recording);
      const results = memory.put(Int32Array.of(...at, activations));
      whileMemoryLasts(() => functions[layer.function](given, results));
      return {
        outputs: readTensors(memory, wanted, outputNames, at, shapes),
        saved: [],
        gradient: (inputs, _saved, dys, withX) =>
          withRegion(functions, (memory) => {
            const weights = layer.weights.filter((name) => inputs[name] && (name !== 'x' || withX));
            const received = outputNames.map((name) => memory.put(readFloats(dys[name])));
            const addresses = layer.weights.map((name) => room(memory, name, weights.includes(name)));
            const results = memory.put(Int32Array.of(at[0]!, activations, ...received, ...addresses));
            whileMemoryLasts(() => functions[`${layer.function}_gradient`](given, results));
            return readTensors(memory, weights, layer.weights, addresses, shapes);
          }),
      };
    } finally {
      if (!recording) call.tape = undefined;
      releaseFinished(recorded);
    }
  };
}

function releaseFinished(recorded: Recorded): void {
  for (const call of recorded)
    if (call.tape !== activeTape()) {
      call.memory.release();
      recorded.delete(call);
    }
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

/** Copies the inputs into the memory, as `Arguments` (wasm.cc). Returns its address. */
function putInputs<Inputs extends KernelInputs>(
  { weights }: Pick<KernelLayer<Inputs, string>, 'weights'>,
  memory: Region,
  inputs: Inputs,
  options: KernelOptions,
): number {
  const { x, h0, kernel, recurrentKernel, bias, mask, recurrentMask } = inputs;
  const { timeFirst = false, goBackwards = false, gates } = options;
  const { T, B, I, H } = sizesOf(inputs, options);
  const floats = [x, h0, kernel, recurrentKernel, bias].map((tensor) => memory.put(readFloats(tensor)));
  const masks = [memory.put(mask?.dataSync<'bool'>()), memory.put(readFloats(recurrentMask))];
  const own = memory.put(readFloats(inputs[weights.at(-1)!] as tf.Tensor | undefined));
  return memory.put(
    Int32Array.of(
      ...[T, B, I, H, Number(timeFirst), Number(goBackwards), Number(gates === 'hardSigmoid')],
      ...[...floats, ...masks, own],
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
  shapes: Record<string, number[]>,
): Partial<Record<Name, tf.Tensor>> {
  return Object.fromEntries(
    wanted.map((name) => {
      const values = memory.read(addresses[names.indexOf(name)]!, tf.util.sizeFromShape(shapes[name]!));
      return [name, tf.tensor(values, shapes[name]!)];
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
