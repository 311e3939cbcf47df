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

#include "recurrent.h"

namespace fastlstm {

/** What both passes are given. */
struct Lstm : Recurrent {
  const float* c0;

  /** 4H, padded. Columns are ordered by block, gate of a block, unit of a gate. */
  Index columns() const { return blocks() * GATES * LANES; }
  static Index columnOf(Index gate, Index unit) {
    return (unit / LANES * GATES + gate) * LANES + unit % LANES;
  }
  Index savedSize() const { return T * B * blocks() * SAVED * LANES; }
  /** Returns the offset of a block of a row in the saved activations, (T, B, blocks, 5, LANES). */
  Index saved(Index t, Index row, Index block) const {
    return ((t * B + row) * blocks() + block) * SAVED * LANES;
  }

  static constexpr Index GATES = 4;          // in the order i, f, g, o
  static constexpr Index SAVED = GATES + 1;  // of a unit and step: its gates and its cell
};

/** Where the results of the forward pass go. Null: not wanted. */
struct LstmOutputs {
  float *h, *c;          // outputs and cell states of all time steps, (B, T, H)
  float *lastH, *lastC;  // those after the last time step, (B, H)
  float* saved;          // what the backward pass needs
};

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
      const Index steps = least(own.steps, span.last - t), ahead = steps * rows;
      if (!team || part.firstBlock == 0) copyInputs(lstm, part, t, steps, own.inputs + 0);
      if (team) team->meet();
      inGateTiles<GATES>({0, ahead, part.firstBlock, part.lastBlock}, [&](auto m, auto n, Index first, Index block) {
        constexpr Index M = decltype(m)::value, N = decltype(n)::value;
        Vector z[N][M][GATES]{};
        addProduct(z, own.inputs + first * width, width, width, inputWeights, block);
        for (Index n = 0; n < N; n++)
          for (Index m = 0; m < M; m++)
            for (Index gate = 0; gate < GATES; gate++)
              store(own.zs + (first + m) * columns + ((block + n) * GATES + gate) * LANES, z[n][m][gate]);
      });
    }
    const Buffer& previous = own.previous[(t - span.first) % 2];
    Buffer& next = own.previous[(t - span.first + 1) % 2];
    inGateTiles<GATES>({0, rows, part.firstBlock, part.lastBlock}, [&](auto m, auto n, Index first, Index block0) {
      constexpr Index M = decltype(m)::value, N = decltype(n)::value;
      Vector z[N][M][GATES];
      for (Index n = 0; n < N; n++)
        for (Index m = 0; m < M; m++)
          for (Index gate = 0; gate < GATES; gate++)
            z[n][m][gate] =
                load(own.zs + (step * rows + first + m) * columns + ((block0 + n) * GATES + gate) * LANES);
      addProduct(z, previous + first * H, H, H, recurrentWeights, block0);
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
  const Buffer inputWeights = packed<Lstm::GATES>(lstm, I + 1, [&](Index k, Index gate) {
    return (k < I ? lstm.kernel + k * 4 * H : lstm.bias) + gate * H;
  });
  const Buffer recurrentWeights = packed<Lstm::GATES>(
      lstm, H, [&](Index k, Index gate) { return lstm.recurrent + (k * 4 + gate) * H; });
  const Division division(lstm, Lstm::GATES);
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
  float *dh0, *dKernel, *dRecurrent, *dBias, *dc0;
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

/** Packs a transposed matrix (rows, 4H). */
inline Buffer transposed(const Lstm& lstm, const float* matrix, Index rows) {
  return transposed(
      lstm, rows, Lstm::GATES, lstm.columns(),
      [&](Index k, Index gate) { return matrix + (k * Lstm::GATES + gate) * lstm.H; }, Lstm::columnOf);
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
      copyGateInputs(lstm, part, t, gradients.h, gateInputs, own.inputs + filled * gateInputs);
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
    const Index perBlock = GATES * LANES / PAIR;
    for (Index panel = part.firstBlock * perBlock; panel < part.lastBlock * perBlock; panel++)
      addWeightGradients(own.inputs + 0, gateInputs, gateInputs, own.panels + panel * own.room * PAIR, filled,
                         sums + panel * gateInputs * PAIR);
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
  const Division division(lstm, Lstm::GATES);
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
