// What the recurrent layers share: their inputs, how a call is divided among threads, and how
// weights are packed and multiplied.
#pragma once

#include "threads.h"

namespace fastlstm {

/** A sequence of rows, (B, T, width), or (T, B, width) if time comes first. */
template <class Value>
struct Sequence {
  Value* start;
  Index perRow, perStep;
  Value* at(Index row, Index step) const { return start + row * perRow + step * perStep; }
  explicit operator bool() const { return start; }
};

/** What both passes of every layer are given. T time steps, B rows (the batch size), I inputs, H units. */
struct Recurrent {
  Index T, B, I, H;
  bool timeFirst;  // whether all sequences are (T, B, ...)
  bool backwards;  // whether the inputs are read from their end. Outputs are in reading order
  bool hard;       // whether the recurrent activation is HardSigmoid
  Index threads;   // at most
  const float *x, *h0, *kernel, *recurrent, *bias;
  const uint8_t* mask;   // (B, T), 0 where a time step is masked; null: nothing is masked
  const float* dropout;  // of the previous output, (B, H); null: none

  template <class Value>
  Sequence<Value> sequence(Value* start, Index width) const {
    return timeFirst ? Sequence<Value>{start, width, B * width} : Sequence<Value>{start, T * width, width};
  }
  /** Returns which input is read at a time step. */
  Index read(Index t) const { return backwards ? T - 1 - t : t; }
  bool masked(Index row, Index t) const { return mask && !mask[row * T + read(t)]; }

  Index gateInputs() const { return I + 1 + H; }  // values that a gate is computed from
  Index blocks() const { return (H + LANES - 1) / LANES; }
  Index left(Index block) const { return H - block * LANES; }  // units from this block on
};

/** The rows and the blocks of units that a thread computes. */
struct Part {
  Index from, to, firstBlock, lastBlock;
  Index rows() const { return to - from; }
};

/** How a call is divided among threads. */
struct Division {
  bool byUnits;  // else by rows
  Index parts;

  /** Starting a thread takes as long as some 500,000 multiplications, a meeting some 20,000. */
  Division(const Recurrent& layer, Index gates) {
    const double perStep = double(layer.B) * layer.gateInputs() * gates * layer.H;
    const double worthwhile = perStep * layer.T / 1e6;
    const Index threads = worthwhile < layer.threads ? Index(worthwhile) : layer.threads;
    byUnits = layer.B < 4 * threads && perStep > 1e5;
    parts = most(1, least(threads, byUnits ? layer.blocks() / 2 : layer.B / 4));
  }
  Part part(const Recurrent& layer, Index n, Index size) const {
    if (!byUnits) return {layer.B * n / size, layer.B * (n + 1) / size, 0, layer.blocks()};
    const Index pairs = (layer.blocks() + 1) / 2;  // an even block each, as panels hold two
    return {0, layer.B, pairs * n / size * 2, least(layer.blocks(), pairs * (n + 1) / size * 2)};
  }
};

/** The time steps from the first to after the last at which a row of a part is not masked. */
struct Span {
  Span(const Recurrent& layer, const Part& part) : first(0), last(layer.T) {
    const auto idle = [&](Index t) {
      for (Index row = part.from; row < part.to; row++)
        if (!layer.masked(row, t)) return false;
      return true;
    };
    while (first < last && idle(first)) first++;
    while (last > first && idle(last - 1)) last--;
  }
  Index first, last;
};

/** Packs weights by blocks of units: (blocks, rows, GATES, LANES). `row(k, gate)` is (H). */
template <Index GATES, class Row>
Buffer packed(const Recurrent& layer, Index rows, Row row) {
  Buffer panels(rows * layer.blocks() * GATES * LANES);
  for (Index k = 0; k < rows; k++)
    for (Index gate = 0; gate < GATES; gate++)
      for (Index block = 0; block < layer.blocks(); block++)
        std::memcpy(panels + ((block * rows + k) * GATES + gate) * LANES, row(k, gate) + block * LANES,
                    least(LANES, layer.left(block)) * sizeof(float));
  return panels;
}

/**
 * Packs a transposed matrix in panels of PAIR of its rows: (panels, width, PAIR). `row(k, gate)` is
 * (H), and `column(gate, unit)` says where a value goes in the width.
 */
template <class Row, class Column>
Buffer transposed(const Recurrent& layer, Index rows, Index gates, Index width, Row row, Column column) {
  Buffer panels((rows + PAIR - 1) / PAIR * PAIR * width);
  for (Index k = 0; k < rows; k++)
    for (Index gate = 0; gate < gates; gate++)
      for (Index unit = 0; unit < layer.H; unit++)
        *(panels + (k / PAIR * width + column(gate, unit)) * PAIR + k % PAIR) = row(k, gate)[unit];
  return panels;
}

/** Calls `use(rows, blocks, first row, first block)` for all tiles of GATES gates of a part. */
template <Index GATES, class Use>
INLINE void inGateTiles(const Part& part, Use use) {
  constexpr auto ONE = std::integral_constant<Index, 1>();
  for (Index block = part.firstBlock; block < part.lastBlock; block += 2)
    inTiles<TILE / (GATES > 1 ? GATES : 2)>(part.rows(), [&](auto rows, Index first) {
      constexpr Index M = decltype(rows)::value;
      const bool two = block + 1 < part.lastBlock;
      if constexpr (2 * M * GATES <= TILE)  // of few rows: two blocks, to fill the tile
        if (two) return use(rows, std::integral_constant<Index, 2>(), first, block);
      use(rows, ONE, first, block);
      if (two) use(rows, ONE, first, block + 1);
    });
}

/**
 * Adds `a` times packed weights to the tile of M rows and N blocks. `stride` is the distance
 * between two rows of `a`.
 */
template <Index M, Index N, Index GATES>
INLINE void addProduct(Vector (&z)[N][M][GATES], const float* a, Index stride, Index width,
                       const Buffer& weights, Index block) {
  const float* panel[N];
  for (Index n = 0; n < N; n++) panel[n] = weights + (block + n) * width * GATES * LANES;
  for (Index k = 0; k < width; k++) {
    Vector factor[M];
#pragma GCC unroll 24
    for (Index m = 0; m < M; m++) factor[m] = all(a[m * stride + k]);
#pragma GCC unroll 2
    for (Index n = 0; n < N; n++)
#pragma GCC unroll 4
      for (Index gate = 0; gate < GATES; gate++) {
        const Vector weight = load(panel[n] + (k * GATES + gate) * LANES);
#pragma GCC unroll 24
        for (Index m = 0; m < M; m++) z[n][m][gate] += factor[m] * weight;
      }
  }
}

/**
 * Adds the gradients of PAIR columns of weights over some rows to `sums`, (count, PAIR): `inputs`
 * (rows, count), transposed, times dE/dz of these columns, (rows, PAIR). `stride` is the distance
 * between two rows of `inputs`.
 */
inline void addWeightGradients(const float* inputs, Index stride, Index count, const float* dz, Index rows,
                               float* sums) {
  inTiles<PAIR_ROWS>(count, [&](auto size, Index first) {
    constexpr Index M = decltype(size)::value;
    float* sum = sums + first * PAIR;
    Vector tile[M][2];
    for (Index m = 0; m < M; m++)
      for (Index n = 0; n < 2; n++) tile[m][n] = load(sum + m * PAIR + n * LANES);
    multiply(tile, inputs + first, 1, stride, dz, rows);
    for (Index m = 0; m < M; m++)
      for (Index n = 0; n < 2; n++) store(sum + m * PAIR + n * LANES, tile[m][n]);
  });
}

/** Copies the inputs of `steps` time steps from `t` on, each with a 1 for the bias: (steps, rows, I + 1). */
inline void copyInputs(const Recurrent& layer, const Part& part, Index t, Index steps, float* to) {
  const auto x = layer.sequence(layer.x, layer.I);
  for (Index step = t; step < t + steps; step++)
    for (Index row = part.from; row < part.to; row++, to += layer.I + 1) {
      std::memcpy(to, x.at(row, layer.read(step)), layer.I * sizeof(float));
      to[layer.I] = 1;
    }
}

/**
 * Copies what the gates of a time step were computed from: the input, a 1 for the bias, and the
 * previous output. A masked row is zeroed: whatever is there has no influence, not even NaN.
 *
 * @param outputs those of all time steps, (B, T, H)
 * @param stride the distance between two rows of `to`
 */
inline void copyGateInputs(const Recurrent& layer, const Part& part, Index t, const float* outputs, Index stride,
                           float* to) {
  const Index I = layer.I, H = layer.H;
  const auto x = layer.sequence(layer.x, I);
  const auto h = layer.sequence(outputs, H);
  for (Index row = part.from; row < part.to; row++, to += stride) {
    if (layer.masked(row, t)) {
      std::memset(to, 0, stride * sizeof(float));
      continue;
    }
    std::memcpy(to, x.at(row, layer.read(t)), I * sizeof(float));
    to[I] = 1;
    const float* before = t == 0 ? layer.h0 + row * H : h.at(row, t - 1);
    for (Index k = 0; k < H; k++)
      to[I + 1 + k] = layer.dropout ? before[k] * layer.dropout[row * H + k] : before[k];
  }
}

}  // namespace fastlstm
