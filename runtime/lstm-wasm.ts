import type { Lstm, LstmBatch, LstmWeights } from './lstm';

/** The functions of `kernel/lstm.cc`. Addresses are unsigned numbers of 32 bits. */
interface Functions {
  memory: WebAssembly.Memory;
  _initialize(): void;
  allocate(bytes: number): number;
  release(address: number): void;
  pack(inputs: number, units: number, kernel: number, recurrentKernel: number, bias: number): number;
  run(
    weights: number,
    rows: number,
    steps: number,
    ...addresses: [x: number, mask: number, h0: number, c0: number, h: number, c: number]
  ): void;
}

/** Returns what makes an LSTM of weights in WebAssembly. All share a module and its memory. */
export function wasmLstms(module: WebAssembly.Module): (weights: LstmWeights) => Lstm {
  const functions = new WebAssembly.Instance(module).exports as unknown as Functions;
  functions._initialize();
  const memory = reusedMemory(functions);
  return ({ units, kernel, recurrentKernel, bias }) => {
    const inputs = kernel.length / (4 * units);
    const given = [kernel, recurrentKernel, bias].map((weights) => memory.put(weights));
    const weights = functions.pack(inputs, units, ...(given as [number, number, number]));
    memory.reuse();
    return {
      units,
      run({ x, lengths, steps, state }: LstmBatch) {
        memory.reuse();
        const rows = lengths.length;
        const zeros = new Float32Array(rows * units);
        const mask = new Uint8Array(rows * steps);
        for (const [row, length] of lengths.entries()) mask.fill(1, row * steps, row * steps + length);
        const [atX, atMask, atH0, atC0] = [x, mask, state?.h ?? zeros, state?.c ?? zeros].map((values) =>
          memory.put(values),
        ) as [number, number, number, number];
        const size = rows * steps * units;
        const [h, c] = [memory.room(4 * size), state ? memory.room(4 * size) : 0];
        functions.run(weights, rows, steps, atX, atMask, atH0, atC0, h, c);
        const read = (at: number) => new Float32Array(functions.memory.buffer, at, size);
        return { h: read(h), c: state && read(c) };
      },
    };
  };
}

/** Memory of the module that is given again after `reuse`. */
interface ReusedMemory {
  /** Returns the address of room for bytes. */
  room(bytes: number): number;
  /** Copies values into the memory. Returns their address. */
  put(values: Float32Array | Uint8Array): number;
  reuse(): void;
}

function reusedMemory({ memory, allocate, release }: Functions): ReusedMemory {
  const places: { address: number; bytes: number }[] = [];
  let used = 0;
  const room = (bytes: number) => {
    const place = places[used];
    if (!place || place.bytes < bytes) {
      if (place) release(place.address);
      const address = allocate(bytes) >>> 0;
      places[used] = { address, bytes: address && bytes };
      if (!address) throw new Error('WebAssembly has no memory left: ask for fewer texts at once');
    }
    return places[used++]!.address;
  };
  return {
    room,
    put(values) {
      const address = room(values.byteLength);
      new Uint8Array(memory.buffer, address).set(
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      );
      return address;
    },
    reuse() {
      used = 0;
    },
  };
}
