import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WordVectors } from './word-vectors';

/**
 * A copy of word vectors that is fast to search: scaled to norm 1, with 8 bits for each number. It
 * takes a quarter to a third of their memory.
 */
export interface QuantizedVectors {
  /**
   * Returns the approximate cosine similarity of each vector to the query, `[words]`: -Infinity
   * for a zero vector. It is valid until the next call.
   */
  similarities(query: ArrayLike<number>): Float32Array;
  /** No similarity differs by more from the exact one. */
  readonly maxError: number;
}

/** The functions of `similarities.cc`. Pointers are addresses in its memory. */
interface Kernel {
  quantize(
    rows: number,
    count: number,
    width: number,
    integers: number,
    stride: number,
    scales: number,
  ): number;
  similarities(
    integers: number,
    scales: number,
    count: number,
    stride: number,
    query: number,
    queryScale: number,
    result: number,
  ): void;
}

const LANES = 16; // integers in a SIMD vector
const BLOCK = 256; // vectors that are quantized at once
const PAGE = 2 ** 16; // bytes

let compiled: WebAssembly.Module | undefined;

/** Returns the quantized vectors. Later changes of the matrix have no effect on them. */
export function quantized({ matrix, dimensions }: WordVectors): QuantizedVectors {
  const count = matrix.length / dimensions;
  const stride = Math.ceil(dimensions / LANES) * LANES;
  let end = PAGE; // address 0 stands for nothing in C++
  const room = (bytes: number) => {
    const address = end;
    end += Math.ceil(bytes / LANES) * LANES;
    return address;
  };
  const [rows, query, integers] = [room(4 * BLOCK * dimensions), room(2 * stride), room(count * stride)];
  const [scales, result] = [room(4 * count), room(4 * count)];
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE) });
  compiled ??= new WebAssembly.Module(
    readFileSync(join(__dirname, 'kernels', 'prebuilt', 'similarities.wasm')),
  );
  const kernel = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernel;

  const block = new Float32Array(memory.buffer, rows, BLOCK * dimensions);
  let error = 0;
  for (let id = 0; id < count; id += BLOCK) {
    const length = Math.min(BLOCK, count - id);
    block.set(matrix.subarray(id * dimensions, (id + length) * dimensions));
    const at = [integers + id * stride, stride, scales + 4 * id] as const;
    error = Math.max(error, kernel.quantize(rows, length, dimensions, ...at));
  }

  // 16 bits for the query, or fewer where the sums would exceed 32 bits.
  const largestInteger = Math.min(2 ** 15 - 1, Math.floor((2 ** 31 - 1) / (127 * dimensions)));
  const queryError = Math.sqrt(dimensions) / (2 * largestInteger);
  const queryIntegers = new Int16Array(memory.buffer, query, dimensions);
  const similarities = new Float32Array(memory.buffer, result, count);
  return {
    // |uv - u'v'| <= |u| |v - v'| + |u - u'| |v'| for vectors u and v of norm 1. The rest is rounding.
    maxError: error + queryError * (1 + error) + 1e-5,
    similarities(vector) {
      const numbers = Array.from(vector);
      const largest = Math.max(...numbers.map(Math.abs)) || 1;
      const norm = Math.hypot(...numbers) || 1;
      queryIntegers.set(numbers.map((x) => Math.round((x / largest) * largestInteger)));
      const scale = largest / (largestInteger * norm);
      kernel.similarities(integers, scales, count, stride, query, scale, result);
      return similarities;
    },
  };
}
