// The LSTM of a classifier with 8-bit weights, for WebAssembly: forward only, on words. The module
// imports nothing. Three ideas:
// - A word's vector and a weight are bytes with a scale, so their products are sums of integers.
//   The outputs, between -1 and 1, are rounded to 16 bits for the product with recurrent weights.
//   One instruction multiplies eight pairs of integers, and adds neighbors.
// - A word's part of the gates does not depend on what is before it. It is computed once, and the
//   caller keeps it where it likes: a time step is given the address.
// - Weights are packed in blocks of as many units as a SIMD vector holds, the gates of a block side
//   by side, so that its cells are computed while their gates are in registers.
#include <new>
#include <wasm_simd128.h>

#include "../../lib/layers/kernels/vectors.h"

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

using namespace fastlstm;

namespace {

constexpr Index GATES = 4;  // in the order i, f, c, o
constexpr Index ROWS = 2;   // of a tile, whose sums stay in registers; 3 and 4 were slower

typedef int32_t Integers __attribute__((vector_size(16)));

/** Memory of 16-bit numbers. It starts zeroed. */
struct Shorts {
  explicit Shorts(Index count) : memory((count + 1) / 2) {}
  int16_t* operator+(Index at) const { return reinterpret_cast<int16_t*>(const_cast<float*>(memory + 0)) + at; }
  Buffer memory;
};

/** Returns (4H) columns by blocks of units: (blocks, GATES, LANES). */
Buffer packedColumns(Index H, const float* columns) {
  const Index blocks = (H + LANES - 1) / LANES;
  Buffer packed(blocks * GATES * LANES);
  for (Index gate = 0; gate < GATES; gate++)
    for (Index unit = 0; unit < H; unit++)
      *(packed + (unit / LANES * GATES + gate) * LANES + unit % LANES) = columns[gate * H + unit];
  return packed;
}

/** A matrix (rows, 4H) of bytes with a scale for each column. */
struct Weights {
  Weights(Index rows, Index H, const int8_t* bytes, const float* scaleOf)
      : pairs((rows + LANES - 1) / LANES * LANES / 2),
        values((H + LANES - 1) / LANES * pairs * GATES * LANES * 2),
        scales(packedColumns(H, scaleOf)) {
    for (Index row = 0; row < rows; row++)
      for (Index gate = 0; gate < GATES; gate++)
        for (Index unit = 0; unit < H; unit++)
          *(values + (((unit / LANES * pairs + row / 2) * GATES + gate) * LANES + unit % LANES) * 2 + row % 2) =
              bytes[(row * GATES + gate) * H + unit];
  }

  /**
   * Sets the gates of a block to the products of M rows of 16-bit numbers `a`, times the scales of
   * the columns and `scale`.
   */
  template <Index M>
  INLINE void multiply(Vector (&gates)[M][GATES], const int16_t* a, Index block, float scale) const {
    const int16_t* from = values + block * pairs * GATES * LANES * 2;
    v128_t sums[M][GATES] = {};
    for (Index pair = 0; pair < pairs; pair++, from += GATES * LANES * 2) {
      v128_t factors[M];
#pragma GCC unroll 3
      for (Index m = 0; m < M; m++) factors[m] = wasm_v128_load32_splat(a + (m * pairs + pair) * 2);
#pragma GCC unroll 4
      for (Index gate = 0; gate < GATES; gate++) {
        const v128_t weights = wasm_v128_load(from + gate * LANES * 2);
#pragma GCC unroll 3
        for (Index m = 0; m < M; m++)
          sums[m][gate] = wasm_i32x4_add(sums[m][gate], wasm_i32x4_dot_i16x8(factors[m], weights));
      }
    }
    for (Index m = 0; m < M; m++)
      for (Index gate = 0; gate < GATES; gate++)
        gates[m][gate] = __builtin_convertvector((Integers)sums[m][gate], Vector) *
                         (load(scales + (block * GATES + gate) * LANES) * scale);
  }

  Index pairs;    // of rows, whose number is rounded up to a multiple of LANES
  Shorts values;  // (blocks, pairs, GATES, LANES, 2)
  Buffer scales;  // (blocks, GATES, LANES)
};

struct Lstm {
  Index I, H;
  Weights kernel, recurrent;
  Buffer bias;  // (blocks, GATES, LANES)

  Index blocks() const { return (H + LANES - 1) / LANES; }
  /** What an output of 1 is as an integer. The sums of the largest products fit in 32 bits. */
  float one() const { return least(32767, 2147483647 / (127 * H)); }
};

}  // namespace

/** Returns the address of `bytes` bytes, aligned for vectors; 0 if there is no memory left. */
EXPORT(allocate) void* allocate(std::size_t bytes) { return std::malloc(bytes ? bytes : 1); }
EXPORT(release) void release(void* at) { std::free(at); }

/**
 * Returns an LSTM of kernel (I, 4H), recurrent kernel (H, 4H), the scales of their columns, and
 * bias (4H). All can be released then.
 */
EXPORT(make) Lstm* make(Index I, Index H, const int8_t* kernel, const float* kernelScales,
                        const int8_t* recurrent, const float* recurrentScales, const float* bias) {
  return new (std::malloc(sizeof(Lstm)))
      Lstm{I, H, Weights(I, H, kernel, kernelScales), Weights(H, H, recurrent, recurrentScales), packedColumns(H, bias)};
}

/** Returns how many floats a word's part of the gates has. */
EXPORT(projectionSize) Index projectionSize(const Lstm* lstm) { return lstm->blocks() * GATES * LANES; }

/**
 * Computes words' parts of the gates, the bias included.
 *
 * @param vectors (words, I), with the scale of each word
 * @param projections (words), where each is written
 */
EXPORT(project) void project(const Lstm* lstm, Index words, const int8_t* vectors, const float* scales,
                             float* const* projections) {
  const Index width = 2 * lstm->kernel.pairs;
  Shorts rows(words * width);
  for (Index word = 0; word < words; word++)
    for (Index n = 0; n < lstm->I; n++) *(rows + word * width + n) = vectors[word * lstm->I + n];
  for (Index block = 0; block < lstm->blocks(); block++)
    inTiles<ROWS>(words, [&](auto size, Index first) {
      constexpr Index M = decltype(size)::value;
      Vector gates[M][GATES];
      lstm->kernel.multiply(gates, rows + first * width, block, 1);
      for (Index m = 0; m < M; m++)
        for (Index gate = 0; gate < GATES; gate++) {
          const Index at = (block * GATES + gate) * LANES;
          store(projections[first + m] + at, gates[m][gate] * scales[first + m] + load(lstm->bias + at));
        }
    });
}

/**
 * Computes B rows of at most T time steps with sigmoid gates.
 *
 * @param projections (B, T), the address of each word's part of the gates
 * @param lengths (B), the number of time steps of each row, at least 1
 * @param h0, c0 the initial state, (B, H)
 * @param sum, max, last of the outputs of all time steps of a row, (B, H)
 * @param h, c outputs and cell states of all time steps, (B, T, H), or null
 */
EXPORT(run) void run(const Lstm* lstm, Index B, Index T, const float* const* projections, const int32_t* lengths,
                     const float* h0, const float* c0, float* sum, float* max, float* last, float* h, float* c) {
  const Index H = lstm->H, blocks = lstm->blocks(), width = 2 * lstm->recurrent.pairs;
  const float one = lstm->one();
  Buffer cells(B * blocks * LANES);
  Shorts outputs[2] = {Shorts(B * width), Shorts(B * width)};  // of odd and even time steps
  const auto round = [&](int16_t* to, Vector output) {
    const v128_t whole = wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_nearest((v128_t)(output * one)));
    wasm_v128_store64_lane(to, wasm_i16x8_narrow_i32x4(whole, whole), 0);
  };
  for (Index row = 0; row < B; row++)
    for (Index block = 0; block < blocks; block++) {
      const Index unit = row * H + block * LANES, left = H - block * LANES;
      store(cells + (row * blocks + block) * LANES, load(c0 + unit, left));
      round(outputs[0] + row * width + block * LANES, load(h0 + unit, left));
      store(sum + unit, Vector{}, left);
      store(max + unit, all(-2), left);
    }
  Index from = 0;
  for (Index t = 0; t < T; t++) {
    while (from < B && lengths[from] <= t) from++;  // short rows come first
    const Shorts &previous = outputs[t % 2], &next = outputs[(t + 1) % 2];
    for (Index block = 0; block < blocks; block++)
      inTiles<ROWS>(B - from, [&](auto size, Index n) {
        constexpr Index M = decltype(size)::value;
        const Index first = from + n, left = H - block * LANES;
        Vector z[M][GATES];
        lstm->recurrent.multiply(z, previous + first * width, block, 1 / one);
        for (Index m = 0; m < M; m++) {
          const Index row = first + m, unit = row * H + block * LANES;
          if (lengths[row] <= t) continue;
          const float* word = projections[row * T + t] + block * GATES * LANES;
          const auto gate = [&](Index n) { return z[m][n] + load(word + n * LANES); };
          float* cell = cells + (row * blocks + block) * LANES;
          const Vector state = Sigmoid::of(gate(1)) * load(cell) + Sigmoid::of(gate(0)) * tanh(gate(2));
          const Vector out = Sigmoid::of(gate(3)) * tanh(state);
          store(cell, state);
          round(next + row * width + block * LANES, out);
          const Vector most = load(max + unit, left);
          store(sum + unit, load(sum + unit, left) + out, left);
          store(max + unit, out > most ? out : most, left);
          store(last + unit, out, left);
          const Index step = (row * T + t) * H + block * LANES;
          if (h) store(h + step, out, left);
          if (c) store(c + step, state, left);
        }
      });
  }
}
