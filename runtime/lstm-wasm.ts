import { FREQUENT_IDS, type Ids, type Lstm, type LstmState, type LstmWeights } from './lstm';

/** An address, or a number of bytes, rows or units: an unsigned number of 32 bits. */
type Unsigned = number;

/** The functions of `kernel/lstm.cc`. */
interface Functions {
  memory: WebAssembly.Memory;
  _initialize(): void;
  allocate(bytes: Unsigned): Unsigned;
  release(address: Unsigned): void;
  make(inputs: Unsigned, units: Unsigned, ...weights: Unsigned[]): Unsigned;
  projectionSize(lstm: Unsigned): number;
  project(lstm: Unsigned, words: number, vectors: Unsigned, scales: Unsigned, projections: Unsigned): void;
  run(lstm: Unsigned, rows: number, steps: number, ...sequences: Unsigned[]): void;
}

/** Returns what makes an LSTM of weights in WebAssembly. All share a module and its memory. */
export function wasmLstms(module: WebAssembly.Module): (weights: LstmWeights) => Lstm {
  const functions = new WebAssembly.Instance(module).exports as unknown as Functions;
  functions._initialize();
  const memory = reusedMemory(functions);
  return ({ units, embedding, kernel, recurrentKernel, bias }) => {
    const inputs = embedding.columns;
    const weights = [kernel.values, kernel.scales, recurrentKernel.values, recurrentKernel.scales, bias];
    const lstm = functions.make(inputs, units, ...weights.map(memory.put));
    memory.reuse();
    const bytes = 4 * functions.projectionSize(lstm);
    const kept = memory.keep(Math.min(FREQUENT_IDS, embedding.rows) * bytes);
    const known = new Set<number>();

    /** Computes the projections that are missing, and returns the address of each text's. */
    const project = (texts: readonly Ids[], steps: number): Uint32Array => {
      const missing = new Set<number>();
      for (const ids of texts) for (const id of ids) if (!known.has(id)) missing.add(id);
      const rare = [...missing].filter((id) => id >= FREQUENT_IDS);
      const room = memory.room(rare.length * bytes);
      const places = new Map(rare.map((id, n) => [id, room + n * bytes]));
      const place = (id: number) => places.get(id) ?? kept + id * bytes;
      const words = [...missing];
      const vectors = memory.room(words.length * inputs);
      const rows = new Int8Array(memory.buffer(), vectors, words.length * inputs);
      for (const [row, id] of words.entries())
        rows.set(embedding.values.subarray(id * inputs, (id + 1) * inputs), row * inputs);
      const scales = Float32Array.from(words, (id) => embedding.scales[id]!);
      const projections = Uint32Array.from(words, place);
      functions.project(lstm, words.length, vectors, memory.put(scales), memory.put(projections));
      for (const id of words) if (id < FREQUENT_IDS) known.add(id);
      const addresses = new Uint32Array(texts.length * steps);
      for (const [text, ids] of texts.entries())
        for (let n = 0; n < ids.length; n++) addresses[text * steps + n] = place(ids[n]!);
      return addresses;
    };
    const zeros = (count: number) => {
      const address = memory.room(4 * count);
      new Float32Array(memory.buffer(), address, count).fill(0);
      return address;
    };
    const run = (texts: readonly Ids[], start?: LstmState) => {
      memory.reuse();
      const lengths = Int32Array.from(texts, (ids) => ids.length);
      const steps = lengths.reduce((most, length) => Math.max(most, length));
      const values = texts.length * units;
      const given = [project(texts, steps), lengths].map(memory.put);
      given.push(...(start ? [start.h, start.c].map(memory.put) : [zeros(values), zeros(values)]));
      const pooled = [values, values, values].map((size) => memory.room(4 * size));
      const states = [0, 0].map(() => (start ? memory.room(4 * values * steps) : 0));
      functions.run(lstm, texts.length, steps, ...given, ...pooled, ...states);
      const rows = (addresses: readonly Unsigned[]) => (row: number) =>
        addresses.map((at) => new Float32Array(memory.buffer(), at + 4 * row * units, units));
      return { pooled: rows(pooled), states: rows(states) };
    };
    return {
      units,
      pool(texts) {
        // The kernel runs rows in the order of their lengths, the shortest first.
        const order = [...texts.keys()].sort((a, b) => texts[a]!.length - texts[b]!.length);
        const { pooled } = run(order.map((text) => texts[text]!));
        const result = new Array(texts.length);
        for (const [row, text] of order.entries()) {
          const [sum, max, last] = pooled(row) as [Float32Array, Float32Array, Float32Array];
          result[text] = { steps: texts[text]!.length, sum, max, last };
        }
        return result;
      },
      states(ids, start) {
        const { states } = run([ids], start);
        return ids.map((_, step) => {
          const [h, c] = states(step) as [Float32Array, Float32Array];
          return { h: h.slice(), c: c.slice() };
        });
      },
    };
  };
}

/** Memory of the module. */
interface ReusedMemory {
  /** Returns the address of room for bytes, which is given again after `reuse`. */
  room(bytes: number): Unsigned;
  /** Copies values into such room. Returns their address. */
  put(values: ArrayBufferView): Unsigned;
  reuse(): void;
  /** Returns the address of room that is not given again. */
  keep(bytes: number): Unsigned;
  /** All memory, until it grows. */
  buffer(): ArrayBuffer;
}

function reusedMemory({ memory, allocate, release }: Functions): ReusedMemory {
  const places: { address: Unsigned; bytes: number }[] = [];
  let used = 0;
  const keep = (bytes: number) => {
    const address = allocate(bytes) >>> 0;
    if (!address) throw new Error('WebAssembly has no memory left: ask for fewer texts at once');
    return address;
  };
  const room = (bytes: number) => {
    const place = places[used];
    if (!place || place.bytes < bytes) {
      if (place) release(place.address);
      places[used] = { address: 0, bytes: 0 };
      places[used] = { address: keep(bytes), bytes };
    }
    return places[used++]!.address;
  };
  return {
    room,
    keep,
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
    buffer: () => memory.buffer as ArrayBuffer,
  };
}
