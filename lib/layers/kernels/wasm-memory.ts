/** The functions of `wasm.cc`. Addresses and sizes are unsigned numbers of 32 bits. */
export type WasmFunctions = {
  memory: WebAssembly.Memory;
  _initialize(): void;
  allocate(bytes: number): number;
  release(address: number): void;
} & {
  [Layer in 'lstm' | 'gru']: (inputs: number, outputs: number) => void;
} & {
  [Layer in 'lstm' | 'gru' as `${Layer}_gradient`]: (inputs: number, gradients: number) => void;
} & {
  [Layer in 'lstm' | 'gru' as `${Layer}_saved_size`]: (inputs: number) => number;
};

/** Memory of one call, inside of the WebAssembly module. Address 0 stands for nothing. */
export interface Region {
  /** Copies values into the memory. Returns their address. */
  put(values?: Float32Array | Int32Array | Uint8Array): number;
  /** Returns the address of room for some floats. */
  room(floats: number, wanted?: boolean): number;
  /** Returns a copy of the floats at an address. */
  read(address: number, floats: number): Float32Array;
  /** Frees all of it. */
  release(): void;
}

/**
 * Returns an empty region.
 *
 * @throws by `put` and `room` when the module's memory, at most 4 GB, is full
 */
export function region({ memory, allocate, release }: WasmFunctions): Region {
  const addresses: number[] = [];
  const take = (bytes: number) => {
    const address = allocate(bytes) >>> 0;
    if (address === 0) throw outOfMemory();
    addresses.push(address);
    return address;
  };
  return {
    put(values) {
      if (!values) return 0;
      const address = take(values.byteLength);
      new Uint8Array(memory.buffer).set(
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
        address,
      );
      return address;
    },
    room: (floats, wanted = true) => (wanted ? take(4 * floats) : 0),
    read: (address, floats) => new Float32Array(memory.buffer, address, floats).slice(),
    release() {
      for (const address of addresses.splice(0)) release(address);
    },
  };
}

/** Returns the error of a call that needs more memory than the module can have. */
export function outOfMemory(): Error {
  return new Error('the batch needs more memory than WebAssembly has, 4 GB: use smaller batches');
}
