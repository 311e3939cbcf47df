// The LSTM, forward and backward through time. It computes what Keras and tf.layers.lstm compute.
//
// T time steps, B rows (the batch size), I inputs, H units. Five ideas:
// - Rows are independent. Each thread runs some of them through all time steps. Where there are
//   too few rows, each thread computes some of the units, and the threads meet at every step.
// - A matrix product of many rows keeps the multiply-add units busy, one of few rows does not. So
//   whatever does not depend on the previous time step is computed for a chunk of time steps at
//   once: the input's part of the gates, the gradient of the input, and the gradient of the
//   weights.
// - The weights are packed in blocks of as many units as a SIMD vector holds. The four gates of a
//   block lie side by side. So a tile of the product holds everything that its cells need, and the
//   cells are computed while the tile is in registers.
// - At each time step all weights are multiplied with one row: the input, a 1 for the bias, and
//   the previous output. So the gradient of all weights is one product, gate inputs by dE/dz:
//   (I + 1 + H, T B) by (T B, 4H).
// - A masked time step leaves the state of its row unchanged, as in Keras. It is computed like the
//   others, and then the state of before is kept.
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

/** What both passes are given. */
struct Lstm {
  Index T, B, I, H;
  bool timeFirst;  // whether all sequences are (T, B, ...)
  bool backwards;  // whether the inputs are read from their end. Outputs are in reading order
  bool hard;       // whether the recurrent activation is HardSigmoid
  Index threads;   // at most
  const float *x, *h0, *c0, *kernel, *recurrent, *bias;
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
  /** 4H, padded. Columns are ordered by block, gate of a block, unit of a gate. */
  Index columns() const { return blocks() * GATES * LANES; }
  static Index columnOf(Index gate, Index unit) {
    return (unit / LANES * GATES + gate) * LANES + unit % LANES;
  }
  Index left(Index block) const { return H - block * LANES; }  // units from this block on
  Index statesSize() const { return B * H; }
  Index sequenceSize() const { return T * B * H; }
  Index savedSize() const { return T * B * blocks() * SAVED * LANES; }
  /** Returns the offset of a block of a row in the saved activations, (T, B, blocks, 5, LANES). */
  Index saved(Index t, Index row, Index block) const {
    return ((t * B + row) * blocks() + block) * SAVED * LANES;
  }

  static constexpr Index GATES = 4;                 // in the order i, f, g, o
  static constexpr Index GATE_ROWS = TILE / GATES;  // rows of a tile of gates
  static constexpr Index SAVED = GATES + 1;         // of a unit and step: its gates and its cell
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
  explicit Division(const Lstm& lstm) {
    const double perStep = double(lstm.B) * lstm.gateInputs() * 4 * lstm.H;
    const double worthwhile = perStep * lstm.T / 1e6;
    const Index threads = worthwhile < lstm.threads ? Index(worthwhile) : lstm.threads;
    byUnits = lstm.B < 4 * threads && perStep > 1e5;
    parts = most(1, least(threads, byUnits ? lstm.blocks() / 2 : lstm.B / 4));
  }
  Part part(const Lstm& lstm, Index n, Index size) const {
    if (!byUnits) return {lstm.B * n / size, lstm.B * (n + 1) / size, 0, lstm.blocks()};
    const Index pairs = (lstm.blocks() + 1) / 2;  // an even block each, as panels hold two
    return {0, lstm.B, pairs * n / size * 2, least(lstm.blocks(), pairs * (n + 1) / size * 2)};
  }
};

/** The time steps from the first to after the last at which a row of a part is not masked. */
struct Span {
  Span(const Lstm& lstm, const Part& part) : first(0), last(lstm.T) {
    const auto idle = [&](Index t) {
      for (Index row = part.from; row < part.to; row++)
        if (!lstm.masked(row, t)) return false;
      return true;
    };
    while (first < last && idle(first)) first++;
    while (last > first && idle(last - 1)) last--;
  }
  Index first, last;
};

/** Where the results of the forward pass go. Null: not wanted. */
struct LstmOutputs {
  float *h, *c;          // outputs and cell states of all time steps, (B, T, H)
  float *lastH, *lastC;  // those after the last time step, (B, H)
  float* saved;          // what the backward pass needs
};

/** Packs weights by blocks of units: (blocks, rows, gates, LANES). `row(k)` is (4H). */
template <class Row>
Buffer packed(const Lstm& lstm, Index rows, Row row) {
  constexpr Index GATES = Lstm::GATES;
  Buffer panels(rows * lstm.columns());
  for (Index k = 0; k < rows; k++)
    for (Index gate = 0; gate < GATES; gate++)
      for (Index block = 0; block < lstm.blocks(); block++)
        std::memcpy(panels + ((block * rows + k) * GATES + gate) * LANES,
                    row(k) + gate * lstm.H + block * LANES,
                    least(LANES, lstm.left(block)) * sizeof(float));
  return panels;
}

/** Calls `use(rows, blocks, first row, first block)` for all tiles of gates of a part. */
template <class Use>
INLINE void inGateTiles(const Part& part, Use use) {
  constexpr auto ONE = std::integral_constant<Index, 1>();
  for (Index block = part.firstBlock; block < part.lastBlock; block += 2)
    inTiles<Lstm::GATE_ROWS>(part.rows(), [&](auto rows, Index first) {
      constexpr Index M = decltype(rows)::value;
      const bool two = block + 1 < part.lastBlock;
      if constexpr (2 * M * Lstm::GATES <= TILE)  // of few rows: two blocks, to fill the tile
        if (two) return use(rows, std::integral_constant<Index, 2>(), first, block);
      use(rows, ONE, first, block);
      if (two) use(rows, ONE, first, block + 1);
    });
}

/** Adds `a` (rows, width) times packed weights to the tile of M rows and N blocks. */
template <Index M, Index N>
INLINE void addProduct(Vector (&z)[N][M][Lstm::GATES], const float* a, Index width, const Buffer& weights,
                       Index block) {
  constexpr Index GATES = Lstm::GATES;
  const float* panel[N];
  for (Index n = 0; n < N; n++) panel[n] = weights + (block + n) * width * GATES * LANES;
  for (Index k = 0; k < width; k++) {
    Vector factor[M];
#pragma GCC unroll 24
    for (Index m = 0; m < M; m++) factor[m] = all(a[m * width + k]);
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

/** The buffers of the forward pass of one part of the rows. */
struct ForwardBuffers {
  ForwardBuffers(const Lstm& lstm, Index rows)
      : steps(least(lstm.T, most(1, CHUNK / most(1, rows)))),
        inputs(steps * rows * (lstm.I + 1)),
        zs(steps * rows * lstm.columns()),
        h(rows * lstm.columns() / Lstm::GATES),
        c(rows * lstm.columns() / Lstm::GATES),
        previous{Buffer(rows * lstm.H), Buffer(rows * lstm.H)} {}
  Index steps;      // of a chunk
  Buffer inputs;    // of a chunk
  Buffer zs;        // the inputs' part of the gates, of a chunk: (steps, rows, blocks, gates, LANES)
  Buffer h, c;      // the state
  Buffer previous[2];  // the previous outputs as the product reads them, of odd and even steps
};

/** Runs a part through all time steps. Parts of one team share `own` if they divide the units. */
template <class Gate>
void forward(const Lstm& lstm, const LstmOutputs& outputs, const Buffer& inputWeights,
             const Buffer& recurrentWeights, const Part& part, ForwardBuffers& own, Team* team) {
  constexpr Index GATES = Lstm::GATES, SAVED = Lstm::SAVED;
  const Index H = lstm.H, blocks = lstm.blocks(), columns = lstm.columns();
  const Index width = lstm.I + 1, rows = part.rows();
  const auto x = lstm.sequence(lstm.x, lstm.I);
  const auto h = lstm.sequence(outputs.h, H), c = lstm.sequence(outputs.c, H);
  for (Index n = 0; n < rows; n++)
    for (Index block = part.firstBlock; block < part.lastBlock; block++) {
      const Index row = part.from + n, unit = row * H + block * LANES, left = lstm.left(block);
      const Vector start = load(lstm.h0 + unit, left);
      store(own.h + (n * blocks + block) * LANES, start);
      store(own.c + (n * blocks + block) * LANES, load(lstm.c0 + unit, left));
      store(own.previous[0] + n * H + block * LANES,
            lstm.dropout ? start * load(lstm.dropout + unit, left) : start, left);
    }
  const auto write = [&](Index row, Index t, Index block, Vector out, Vector state) {
    if (h) store(h.at(row, t) + block * LANES, out, lstm.left(block));
    if (c) store(c.at(row, t) + block * LANES, state, lstm.left(block));
  };
  const auto writeState = [&](Index t) {
    for (Index n = 0; n < rows; n++)
      for (Index block = part.firstBlock; block < part.lastBlock; block++) {
        const Index at = (n * blocks + block) * LANES;
        write(part.from + n, t, block, load(own.h + at), load(own.c + at));
      }
  };
  const Span span(lstm, part);
  for (Index t = 0; t < span.first; t++) writeState(t);
  for (Index t = span.first; t < span.last; t++) {
    const Index step = (t - span.first) % own.steps;
    if (team) team->meet();  // all previous outputs are there, and nobody reads the inputs any more
    if (step == 0) {
      const Index ahead = least(own.steps, span.last - t) * rows;
      if (!team || part.firstBlock == 0)
        for (Index n = 0; n < ahead; n++) {
          float* to = own.inputs + n * width;
          std::memcpy(to, x.at(part.from + n % rows, lstm.read(t + n / rows)), lstm.I * sizeof(float));
          to[lstm.I] = 1;
        }
      if (team) team->meet();
      inGateTiles({0, ahead, part.firstBlock, part.lastBlock}, [&](auto m, auto n, Index first, Index block) {
        constexpr Index M = decltype(m)::value, N = decltype(n)::value;
        Vector z[N][M][GATES]{};
        addProduct(z, own.inputs + first * width, width, inputWeights, block);
        for (Index n = 0; n < N; n++)
          for (Index m = 0; m < M; m++)
            for (Index gate = 0; gate < GATES; gate++)
              store(own.zs + (first + m) * columns + ((block + n) * GATES + gate) * LANES, z[n][m][gate]);
      });
    }
    const Buffer& previous = own.previous[(t - span.first) % 2];
    Buffer& next = own.previous[(t - span.first + 1) % 2];
    inGateTiles({0, rows, part.firstBlock, part.lastBlock}, [&](auto m, auto n, Index first, Index block0) {
      constexpr Index M = decltype(m)::value, N = decltype(n)::value;
      Vector z[N][M][GATES];
      for (Index n = 0; n < N; n++)
        for (Index m = 0; m < M; m++)
          for (Index gate = 0; gate < GATES; gate++)
            z[n][m][gate] =
                load(own.zs + (step * rows + first + m) * columns + ((block0 + n) * GATES + gate) * LANES);
      addProduct(z, previous + first * H, H, recurrentWeights, block0);
      for (Index n = 0; n < N; n++)
        for (Index m = 0; m < M; m++) {
          const Index block = block0 + n, left = lstm.left(block), row = part.from + first + m;
          if (left < LANES)  // an infinite input makes NaN of the weights that fill the block
            for (Vector& gate : z[n][m]) gate = fastlstm::first(gate, left);
          const Vector i = Gate::of(z[n][m][0]), f = Gate::of(z[n][m][1]);
          const Vector g = tanh(z[n][m][2]), o = Gate::of(z[n][m][3]);
          float* cell = own.c + ((first + m) * blocks + block) * LANES;
          float* output = own.h + ((first + m) * blocks + block) * LANES;
          if (!lstm.masked(row, t)) {
            const Vector state = f * load(cell) + i * g;
            store(cell, state);
            store(output, o * tanh(state));
          }
          const Vector state = load(cell), out = load(output);
          write(row, t, block, out, state);
          store(next + (first + m) * H + block * LANES,
                lstm.dropout ? out * load(lstm.dropout + row * H + block * LANES, left) : out, left);
          if (!outputs.saved) continue;
          float* place = outputs.saved + lstm.saved(t, row, block);
          const Vector saved[SAVED] = {i, f, g, o, state};
          for (Index n = 0; n < SAVED; n++) store(place + n * LANES, saved[n]);
        }
    });
  }
  for (Index t = span.last; t < lstm.T; t++) writeState(t);
  for (Index n = 0; n < rows; n++)
    for (Index block = part.firstBlock; block < part.lastBlock; block++) {
      const Index row = part.from + n, unit = row * H + block * LANES, left = lstm.left(block);
      if (outputs.lastH) store(outputs.lastH + unit, load(own.h + (n * blocks + block) * LANES), left);
      if (outputs.lastC) store(outputs.lastC + unit, load(own.c + (n * blocks + block) * LANES), left);
    }
}

/** Computes the outputs. */
inline void forward(const Lstm& lstm, const LstmOutputs& outputs) {
  if (lstm.B == 0 || lstm.H == 0) return;
  const Index I = lstm.I, H = lstm.H;
  const Buffer inputWeights =
      packed(lstm, I + 1, [&](Index k) { return k < I ? lstm.kernel + k * 4 * H : lstm.bias; });
  const Buffer recurrentWeights = packed(lstm, H, [&](Index k) { return lstm.recurrent + k * 4 * H; });
  const Division division(lstm);
  ForwardBuffers shared(lstm, division.byUnits ? lstm.B : 0);
  inThreads(division.parts, [&](Index n, Team& team) {
    const Part part = division.part(lstm, n, team.size());
    const auto run = lstm.hard ? forward<HardSigmoid> : forward<Sigmoid>;
    if (division.byUnits) return run(lstm, outputs, inputWeights, recurrentWeights, part, shared, &team);
    ForwardBuffers own(lstm, part.rows());
    run(lstm, outputs, inputWeights, recurrentWeights, part, own, nullptr);
  });
}

/** What the backward pass is given beside the inputs, and where its results go. */
struct LstmGradients {
  const float *h, *saved;        // of the forward pass
  const float *dh, *dc;          // dE/d of all outputs and cell states, (B, T, H); null: zero
  const float *dLastH, *dLastC;  // dE/d of those after the last time step, (B, H); null: zero
  float* dx;                     // null: not wanted
  float *dh0, *dc0, *dKernel, *dRecurrent, *dBias;
};

/** The buffers of the backward pass of one part of the rows. */
struct BackwardBuffers {
  BackwardBuffers(const Lstm& lstm, Index rows, bool withInput)
      : steps(least(lstm.T, most(1, CHUNK / most(1, rows)))),
        room(steps * rows),
        inputs(room * lstm.gateInputs()),
        dz((withInput ? room : 2 * rows) * lstm.columns()),
        panels(room * lstm.columns()),
        dh(rows * lstm.blocks() * LANES),
        dc(rows * lstm.blocks() * LANES),
        unused(rows ? lstm.blocks() * LANES : 0) {}
  Index steps, room;  // of a chunk: time steps, and rows of all of them
  Buffer inputs;      // of a chunk: what the gates were computed from, (room, gate inputs)
  Buffer dz;          // dE/d of the gates' pre-activations of a row, (columns): of a chunk if dE/dx
                      // is wanted, else of two time steps
  Buffer panels;      // the same in panels of PAIR columns, (columns / PAIR, room, PAIR)
  Buffer dh, dc;      // dE/d of the state, (rows, blocks, LANES)
  Buffer unused;      // where a product is written that nobody reads
};

/** Packs a transposed matrix (rows, 4H) in panels of PAIR of its rows, (panels, columns, PAIR). */
inline Buffer transposed(const Lstm& lstm, const float* matrix, Index rows) {
  Buffer panels((rows + PAIR - 1) / PAIR * PAIR * lstm.columns());
  for (Index row = 0; row < rows; row++)
    for (Index gate = 0; gate < Lstm::GATES; gate++)
      for (Index unit = 0; unit < lstm.H; unit++)
        *(panels + (row / PAIR * lstm.columns() + Lstm::columnOf(gate, unit)) * PAIR + row % PAIR) =
            matrix[(row * Lstm::GATES + gate) * lstm.H + unit];
  return panels;
}

/**
 * Adds the gradients of the weights over the first `filled` rows of a chunk to `sums`, in panels of
 * PAIR columns, (columns / PAIR, gate inputs, PAIR).
 */
inline void addWeightGradients(const Lstm& lstm, const Part& part, const BackwardBuffers& own, Index filled,
                               Buffer& sums) {
  const Index gateInputs = lstm.gateInputs();
  const Index perBlock = Lstm::GATES * LANES / PAIR;
  for (Index panel = part.firstBlock * perBlock; panel < part.lastBlock * perBlock; panel++)
    inTiles<PAIR_ROWS>(gateInputs, [&](auto size, Index first) {
      constexpr Index M = decltype(size)::value;
      float* sum = sums + (panel * gateInputs + first) * PAIR;
      Vector tile[M][2];
      for (Index m = 0; m < M; m++)
        for (Index n = 0; n < 2; n++) tile[m][n] = load(sum + m * PAIR + n * LANES);
      multiply(tile, own.inputs + first, 1, gateInputs, own.panels + panel * own.room * PAIR, filled);
      for (Index m = 0; m < M; m++)
        for (Index n = 0; n < 2; n++) store(sum + m * PAIR + n * LANES, tile[m][n]);
    });
}

/**
 * Backpropagation through time (Werbos 1990) for a part. Parts of one team share `own` and `sums`
 * if they divide the units.
 */
template <class Gate>
void backward(const Lstm& lstm, const LstmGradients& gradients, const Buffer& recurrentT,
              const Buffer& kernelT, const Part& part, BackwardBuffers& own, Buffer& sums, Team* team) {
  constexpr Index GATES = Lstm::GATES;
  const Index I = lstm.I, H = lstm.H, gateInputs = lstm.gateInputs();
  const Index blocks = lstm.blocks(), columns = lstm.columns(), rows = part.rows();
  const auto x = lstm.sequence(lstm.x, I);
  const auto h = lstm.sequence(gradients.h, H);
  const auto dh = lstm.sequence(gradients.dh, H), dc = lstm.sequence(gradients.dc, H);
  const auto dx = lstm.sequence(gradients.dx, I);
  const auto eachBlock = [&](auto use) {
    for (Index n = 0; n < rows; n++)
      for (Index block = part.firstBlock; block < part.lastBlock; block++)
        use(n, part.from + n, block, own.dh + (n * blocks + block) * LANES,
            own.dc + (n * blocks + block) * LANES);
  };
  /** Adds the gradients that reach the state of a row at a time step from outside. */
  const auto receive = [&](Index row, Index t, Index block, float* dOutput, float* dCell) {
    const Index left = lstm.left(block);
    if (dh) store(dOutput, load(dOutput) + load(dh.at(row, t) + block * LANES, left));
    if (dc) store(dCell, load(dCell) + load(dc.at(row, t) + block * LANES, left));
  };
  const auto carry = [&](Index t) {  // where all rows are masked
    eachBlock([&](Index, Index row, Index block, float* dOutput, float* dCell) {
      receive(row, t, block, dOutput, dCell);
    });
    if (dx && part.firstBlock == 0)
      for (Index row = part.from; row < part.to; row++)
        std::memset(dx.at(row, lstm.read(t)), 0, I * sizeof(float));
  };
  eachBlock([&](Index, Index row, Index block, float* dOutput, float* dCell) {
    const Index unit = row * H + block * LANES, left = lstm.left(block);
    store(dOutput, gradients.dLastH ? load(gradients.dLastH + unit, left) : Vector{});
    store(dCell, gradients.dLastC ? load(gradients.dLastC + unit, left) : Vector{});
  });
  const Span span(lstm, part);
  for (Index t = lstm.T - 1; t >= span.last; t--) carry(t);
  Index filled = 0;
  for (Index t = span.last - 1; t >= span.first; t--) {
    float* dz = own.dz + (dx ? filled : t % 2 * rows) * columns;
    if (!team || part.firstBlock == 0)
      for (Index n = 0; n < rows; n++) {
        const Index row = part.from + n;
        float* to = own.inputs + (filled + n) * gateInputs;
        if (lstm.masked(row, t)) {  // whatever is there has no influence, not even NaN
          std::memset(to, 0, gateInputs * sizeof(float));
          continue;
        }
        std::memcpy(to, x.at(row, lstm.read(t)), I * sizeof(float));
        to[I] = 1;
        const float* before = t == 0 ? lstm.h0 + row * H : h.at(row, t - 1);
        for (Index k = 0; k < H; k++)
          to[I + 1 + k] = lstm.dropout ? before[k] * lstm.dropout[row * H + k] : before[k];
      }
    eachBlock([&](Index n, Index row, Index block, float* dOutput, float* dCell) {
      receive(row, t, block, dOutput, dCell);
      Vector dGates[GATES]{};
      if (!lstm.masked(row, t)) {
        const float* saved = gradients.saved + lstm.saved(t, row, block);
        const Vector i = load(saved), f = load(saved + LANES);
        const Vector g = load(saved + 2 * LANES), o = load(saved + 3 * LANES);
        const Vector tanhC = tanh(load(saved + 4 * LANES));
        const Vector before = t > span.first
                                  ? load(gradients.saved + lstm.saved(t - 1, row, block) + 4 * LANES)
                                  : load(lstm.c0 + row * H + block * LANES, lstm.left(block));
        const Vector dOut = load(dOutput);
        const Vector dState = load(dCell) + dOut * o * (1 - tanhC * tanhC);
        dGates[0] = dState * g * Gate::derivative(i);
        dGates[1] = dState * before * Gate::derivative(f);
        dGates[2] = dState * i * (1 - g * g);
        dGates[3] = dOut * tanhC * Gate::derivative(o);
        store(dCell, dState * f);
      }
      for (Index gate = 0; gate < GATES; gate++) {
        const Index column = (block * GATES + gate) * LANES;
        store(dz + n * columns + column, dGates[gate]);
        store(own.panels + (column / PAIR * own.room + filled + n) * PAIR + column % PAIR, dGates[gate]);
      }
    });
    if (team) team->meet();  // dE/dz of all units is there
    const Index firstUnit = part.firstBlock * LANES, lastUnit = least(H, part.lastBlock * LANES);
    multiplyRows(dz, rows, columns, recurrentT, firstUnit, lastUnit, [&](Index n) {
      return lstm.masked(part.from + n, t) ? own.unused + 0 : own.dh + n * blocks * LANES;
    });
    if (lstm.dropout)
      for (Index n = 0; n < rows; n++)
        if (!lstm.masked(part.from + n, t))
          for (Index unit = firstUnit; unit < lastUnit; unit++)
            *(own.dh + n * blocks * LANES + unit) *= lstm.dropout[(part.from + n) * H + unit];
    filled += rows;
    if (filled < own.room && t > span.first) continue;
    addWeightGradients(lstm, part, own, filled, sums);
    if (dx && team) {  // each thread some of the columns
      const Index pairs = (I + PAIR - 1) / PAIR;
      const Index firstPair = pairs * part.firstBlock / blocks, lastPair = pairs * part.lastBlock / blocks;
      multiplyRows(own.dz + 0, filled, columns, kernelT, firstPair * PAIR, least(I, lastPair * PAIR),
                   [&](Index n) { return dx.at(n % rows, lstm.read(t + (filled - 1 - n) / rows)); });
    } else if (dx) {
      multiplyRows(own.dz + 0, filled, columns, kernelT, 0, I, [&](Index n) {
        return dx.at(part.from + n % rows, lstm.read(t + (filled - 1 - n) / rows));
      });
    }
    filled = 0;
    if (team) team->meet();  // before anybody writes the next chunk
  }
  for (Index t = span.first - 1; t >= 0; t--) carry(t);
  eachBlock([&](Index, Index row, Index block, float* dOutput, float* dCell) {
    const Index unit = row * H + block * LANES, left = lstm.left(block);
    store(gradients.dh0 + unit, load(dOutput), left);
    store(gradients.dc0 + unit, load(dCell), left);
  });
}

/** Computes the gradients. */
inline void backward(const Lstm& lstm, const LstmGradients& gradients) {
  const Index I = lstm.I, H = lstm.H, gateInputs = lstm.gateInputs();
  const Division division(lstm);
  const Buffer recurrentT = transposed(lstm, lstm.recurrent, H);
  const Buffer kernelT = gradients.dx ? transposed(lstm, lstm.kernel, I) : Buffer();
  BackwardBuffers shared(lstm, division.byUnits ? lstm.B : 0, gradients.dx);
  Buffer sums[MOST_THREADS];
  const Index copies = division.byUnits ? 1 : division.parts;
  for (Index n = 0; n < copies; n++) sums[n] = Buffer(gateInputs * lstm.columns());
  if (lstm.B > 0)
    inThreads(division.parts, [&](Index n, Team& team) {
      const Part part = division.part(lstm, n, team.size());
      const auto run = lstm.hard ? backward<HardSigmoid> : backward<Sigmoid>;
      if (division.byUnits)
        return run(lstm, gradients, recurrentT, kernelT, part, shared, sums[0], &team);
      BackwardBuffers own(lstm, part.rows(), gradients.dx);
      run(lstm, gradients, recurrentT, kernelT, part, own, sums[n], nullptr);
    });
  for (Index k = 0; k < gateInputs; k++) {
    float* row = k < I    ? gradients.dKernel + k * 4 * H
                 : k == I ? gradients.dBias
                          : gradients.dRecurrent + (k - I - 1) * 4 * H;
    for (Index gate = 0; gate < Lstm::GATES; gate++)
      for (Index unit = 0; unit < H; unit++) {
        const Index column = Lstm::columnOf(gate, unit);
        const Index at = (column / PAIR * gateInputs + k) * PAIR + column % PAIR;
        float sum = 0;
        for (Index n = 0; n < copies; n++) sum += *(sums[n] + at);
        row[gate * H + unit] = sum;
      }
  }
}

}  // namespace fastlstm
