// The GRU, forward and backward through time. It computes what Keras and tf.layers.gru compute,
// but with recurrent dropout the update gate keeps the dropped output, as in tf.layers.gru:
//
//   before = h of the previous time step, dropped
//   z = gate(x Wz + before Uz + bz), r = gate(x Wr + before Ur + br)
//   g = tanh(x Wg + r * (before Ug + cg) + bg) with resetAfter, else tanh(x Wg + (r * before) Ug + bg)
//   h = z * before + (1 - z) * g
//
// The ideas are those of the LSTM (lstm.h), with two differences:
// - Without resetAfter the candidate g needs a second product at each time step, after the reset
//   gates of all units.
// - The pre-activations of a row lie in sections of H values, padded: g, z, r, and with resetAfter
//   the recurrent part of g. So the sections that belong to the input are contiguous, and those
//   that belong to the previous output are, too. Products add to them in memory, and the cells are
//   computed afterwards. This takes less code than cells within a product.
#pragma once

#include "recurrent.h"

namespace fastlstm {

/** What both passes are given. */
struct Gru : Recurrent {
  const float* recurrentBias;  // (3H), with resetAfter; null: without

  bool resetAfter() const { return recurrentBias; }
  Index width() const { return blocks() * LANES; }  // of a section: H, padded
  Index sections() const { return resetAfter() ? 4 : 3; }
  Index columns() const { return sections() * width(); }
  Index savedSize() const { return T * B * columns(); }
  /** Returns the offset of a block of a row in the saved activations, (T, B, sections, blocks, LANES). */
  Index saved(Index t, Index row, Index block) const { return (t * B + row) * columns() + block * LANES; }

  INLINE Vector gate(Vector z) const { return hard ? HardSigmoid::of(z) : Sigmoid::of(z); }
  INLINE Vector derivative(Vector y) const { return hard ? HardSigmoid::derivative(y) : Sigmoid::derivative(y); }
  /** Applies recurrent dropout to a block of an output, or of its gradient. */
  INLINE Vector dropped(Index row, Index block, Vector v) const {
    return dropout ? v * load(dropout + row * H + block * LANES, left(block)) : v;
  }

  enum Section : Index { CANDIDATE, UPDATE, RESET, RECURRENT };  // the last is that part of the candidate
  static constexpr Index GATES = 3;
  /** Returns where the weights have the columns of a section: their order is z, r, g. */
  static Index gateOf(Index section) { return (section + 2) % GATES; }
};

/** Where the results of the forward pass go. Null: not wanted. */
struct GruOutputs {
  float* h;      // outputs of all time steps, (B, T, H)
  float* lastH;  // those after the last time step, (B, H)
  float* saved;  // what the backward pass needs
};

/** The packed weights of the forward pass. */
struct GruWeights {
  explicit GruWeights(const Gru& gru) : bias(Gru::GATES * gru.H) {
    const Index I = gru.I, H = gru.H;
    for (Index n = 0; n < Gru::GATES * H; n++)  // that of the candidate's recurrent part is reset
      *(bias + n) = gru.bias[n] + (gru.resetAfter() && n < 2 * H ? gru.recurrentBias[n] : 0);
    input = packed<3>(gru, I + 1, [&](Index k, Index n) {
      return (k < I ? gru.kernel + k * 3 * H : bias + 0) + Gru::gateOf(Gru::CANDIDATE + n) * H;
    });
    const auto row = [&](Index k, Index section) { return gru.recurrent + (k * 3 + Gru::gateOf(section)) * H; };
    if (gru.resetAfter()) {
      recurrent = packed<3>(gru, H, [&](Index k, Index n) { return row(k, Gru::UPDATE + n); });
    } else {
      recurrent = packed<2>(gru, H, [&](Index k, Index n) { return row(k, Gru::UPDATE + n); });
      candidate = packed<1>(gru, H, [&](Index k, Index) { return row(k, Gru::CANDIDATE); });
    }
  }
  Buffer bias;
  Buffer input;      // of g, z, r, and the bias
  Buffer recurrent;  // of z, r, and with resetAfter g
  Buffer candidate;  // of g without resetAfter
};

/** Computes, or adds to, GATES sections of pre-activations: `a` times packed weights. */
template <Index GATES>
void multiplySections(const Gru& gru, const Part& part, const float* a, Index stride, Index width,
                      const Buffer& weights, float* sections, bool add) {
  inGateTiles<GATES>(part, [&](auto m, auto n, Index first, Index block) {
    constexpr Index M = decltype(m)::value, N = decltype(n)::value;
    const auto eachVector = [&](auto use) {
      for (Index n = 0; n < N; n++)
        for (Index m = 0; m < M; m++)
          for (Index gate = 0; gate < GATES; gate++)
            use(n, m, gate, sections + (first + m) * gru.columns() + gate * gru.width() + (block + n) * LANES);
    };
    Vector z[N][M][GATES]{};
    if (add) eachVector([&](Index n, Index m, Index gate, float* at) { z[n][m][gate] = load(at); });
    addProduct(z, a + first * stride, stride, width, weights, block);
    eachVector([&](Index n, Index m, Index gate, float* at) { store(at, z[n][m][gate]); });
  });
}

/** The buffers of the forward pass of one part of the rows. */
struct GruForwardBuffers {
  GruForwardBuffers(const Gru& gru, Index rows)
      : steps(least(gru.T, most(1, CHUNK / most(1, rows)))),
        inputs(steps * rows * (gru.I + 1)),
        zs(steps * rows * gru.columns()),
        h(rows * gru.width()),
        previous{Buffer(rows * gru.width()), Buffer(rows * gru.width())},
        resets(gru.resetAfter() ? 0 : rows * gru.width()) {}
  Index steps;         // of a chunk
  Buffer inputs;       // of a chunk
  Buffer zs;           // the pre-activations of a chunk, then the activations: (steps, rows, columns)
  Buffer h;            // the state, (rows, width)
  Buffer previous[2];  // the previous outputs, dropped, of odd and even steps
  Buffer resets;       // the reset gates times those
};

/** Runs a part through all time steps. Parts of one team share `own` if they divide the units. */
inline void forward(const Gru& gru, const GruOutputs& outputs, const GruWeights& weights, const Part& part,
                    GruForwardBuffers& own, Team* team) {
  const Index I = gru.I, H = gru.H, W = gru.width(), columns = gru.columns(), rows = part.rows();
  const bool resetAfter = gru.resetAfter();
  const auto h = gru.sequence(outputs.h, H);
  const Part units = {0, rows, part.firstBlock, part.lastBlock};
  const auto eachBlock = [&](auto use) {
    for (Index n = 0; n < rows; n++)
      for (Index block = part.firstBlock; block < part.lastBlock; block++)
        use(n, part.from + n, block, n * W + block * LANES);
  };
  eachBlock([&](Index, Index row, Index block, Index at) {
    const Vector start = load(gru.h0 + row * H + block * LANES, gru.left(block));
    store(own.h + at, start);
    store(own.previous[0] + at, gru.dropped(row, block, start));
  });
  const auto write = [&](Index t) {
    if (h)
      eachBlock([&](Index, Index row, Index block, Index at) {
        store(h.at(row, t) + block * LANES, load(own.h + at), gru.left(block));
      });
  };
  const Span span(gru, part);
  for (Index t = 0; t < span.first; t++) write(t);
  for (Index t = span.first; t < span.last; t++) {
    const Index step = (t - span.first) % own.steps;
    if (team) team->meet();  // all previous outputs are there, and nobody reads the inputs any more
    if (step == 0) {
      const Index steps = least(own.steps, span.last - t);
      if (!team || part.firstBlock == 0) copyInputs(gru, part, t, steps, own.inputs + 0);
      if (team) team->meet();
      multiplySections<3>(gru, {0, steps * rows, part.firstBlock, part.lastBlock}, own.inputs + 0, I + 1, I + 1,
                          weights.input, own.zs + 0, false);
    }
    const Buffer& previous = own.previous[(t - span.first) % 2];
    Buffer& next = own.previous[(t - span.first + 1) % 2];
    float* zs = own.zs + step * rows * columns;
    const auto activateGates = [&](Index n, Index block, Index at) {
      float* z = zs + n * columns + block * LANES;
      for (Index section = Gru::UPDATE; section <= Gru::RESET; section++)
        store(z + section * W, gru.gate(first(load(z + section * W), gru.left(block))));
      if (!resetAfter) store(own.resets + at, load(z + Gru::RESET * W) * load(previous + at));
    };
    if (resetAfter) {
      eachBlock([&](Index n, Index, Index block, Index) {
        store(zs + n * columns + Gru::RECURRENT * W + block * LANES,
              load(gru.recurrentBias + 2 * H + block * LANES, gru.left(block)));
      });
      multiplySections<3>(gru, units, previous + 0, W, H, weights.recurrent, zs + Gru::UPDATE * W, true);
    } else {
      multiplySections<2>(gru, units, previous + 0, W, H, weights.recurrent, zs + Gru::UPDATE * W, true);
    }
    eachBlock([&](Index n, Index, Index block, Index at) { activateGates(n, block, at); });
    if (!resetAfter) {
      if (team) team->meet();  // the reset gates of all units are there
      multiplySections<1>(gru, units, own.resets + 0, W, H, weights.candidate, zs + Gru::CANDIDATE * W, true);
    }
    eachBlock([&](Index n, Index row, Index block, Index at) {
      float* activations = zs + n * columns + block * LANES;
      const auto read = [&](Index section) {  // an infinite input makes NaN of the weights that fill the block
        return first(load(activations + section * W), gru.left(block));
      };
      const Vector z = read(Gru::UPDATE), r = read(Gru::RESET), before = load(previous + at);
      const Vector recurrent = resetAfter ? read(Gru::RECURRENT) : Vector{};
      const Vector g = tanh(read(Gru::CANDIDATE) + (resetAfter ? r * recurrent : Vector{}));
      if (!gru.masked(row, t)) store(own.h + at, g + z * (before - g));
      store(next + at, gru.dropped(row, block, load(own.h + at)));
      if (!outputs.saved) return;
      float* saved = outputs.saved + gru.saved(t, row, block);
      store(saved + Gru::CANDIDATE * W, g);
      store(saved + Gru::UPDATE * W, z);
      store(saved + Gru::RESET * W, r);
      if (resetAfter) store(saved + Gru::RECURRENT * W, recurrent);
    });
    write(t);
  }
  for (Index t = span.last; t < gru.T; t++) write(t);
  if (outputs.lastH)
    eachBlock([&](Index, Index row, Index block, Index at) {
      store(outputs.lastH + row * H + block * LANES, load(own.h + at), gru.left(block));
    });
}

/** Computes the outputs. */
inline void forward(const Gru& gru, const GruOutputs& outputs) {
  if (gru.B == 0 || gru.H == 0) return;
  const GruWeights weights(gru);
  const Division division(gru, Gru::GATES);
  GruForwardBuffers shared(gru, division.byUnits ? gru.B : 0);
  inThreads(division.parts, [&](Index n, Team& team) {
    const Part part = division.part(gru, n, team.size());
    if (division.byUnits) return forward(gru, outputs, weights, part, shared, &team);
    GruForwardBuffers own(gru, part.rows());
    forward(gru, outputs, weights, part, own, nullptr);
  });
}

/** What the backward pass is given beside the inputs, and where its results go. */
struct GruGradients {
  const float *h, *saved;  // of the forward pass
  const float* dh;         // dE/d of all outputs, (B, T, H); null: zero
  const float* dLastH;     // dE/d of that after the last time step, (B, H); null: zero
  float* dx;               // null: not wanted
  float *dh0, *dKernel, *dRecurrent, *dBias;
  float* dRecurrentBias;  // with resetAfter
};

/** The packed weights of the backward pass: transposed, in panels of PAIR columns. */
struct GruTransposed {
  GruTransposed(const Gru& gru, bool withInput) {
    if (withInput) input = sections(gru, gru.kernel, gru.I, Gru::CANDIDATE, 3);
    recurrent = sections(gru, gru.recurrent, gru.H, Gru::UPDATE, gru.resetAfter() ? 3 : 2);
    if (!gru.resetAfter()) candidate = sections(gru, gru.recurrent, gru.H, Gru::CANDIDATE, 1);
  }
  Buffer input;      // of g, z, r
  Buffer recurrent;  // of z, r, and with resetAfter g
  Buffer candidate;  // of g without resetAfter

 private:
  static Buffer sections(const Gru& gru, const float* matrix, Index rows, Index from, Index count) {
    return transposed(
        gru, rows, count, count * gru.width(),
        [&](Index k, Index n) { return matrix + (k * Gru::GATES + Gru::gateOf(from + n)) * gru.H; },
        [&](Index n, Index unit) { return n * gru.width() + unit; });
  }
};

/** The gradients of the weights, in panels of PAIR columns of g, z, r: (3, pairs, rows, PAIR). */
struct GruSums {
  GruSums() = default;
  explicit GruSums(const Gru& gru)
      : kernel(3 * pairs(gru) * (gru.I + 1) * PAIR), recurrent(3 * pairs(gru) * recurrentRows(gru) * PAIR) {}
  static Index pairs(const Gru& gru) { return (gru.blocks() + 1) / 2; }
  static Index recurrentRows(const Gru& gru) { return gru.H + gru.resetAfter(); }
  Buffer kernel;     // its last row: the bias
  Buffer recurrent;  // its first row, with resetAfter: the recurrent bias
};

/** The buffers of the backward pass of one part of the rows. */
struct GruBackwardBuffers {
  GruBackwardBuffers(const Gru& gru, Index rows, bool withInput)
      : steps(least(gru.T, most(1, CHUNK / most(1, rows)))),
        room(steps * rows),
        stride(gru.gateInputs() + (gru.resetAfter() ? 0 : gru.H)),
        inputs(room * stride),
        dz((withInput ? room : 2 * rows) * gru.columns()),
        panels(gru.sections() * GruSums::pairs(gru) * room * PAIR),
        dh(rows * gru.width()) {}
  Index steps, room;  // of a chunk: time steps, and rows of all of them
  Index stride;
  Buffer inputs;  // of a chunk: gate inputs, and without resetAfter the reset outputs, (room, stride)
  Buffer dz;      // dE/d of the pre-activations of a row, (columns): of a chunk if dE/dx is wanted,
                  // else of two time steps
  Buffer panels;  // the same in panels of PAIR columns, (sections, pairs, room, PAIR)
  Buffer dh;      // dE/d of the state, (rows, width)
};

/**
 * Backpropagation through time for a part. Parts of one team share `own` and `sums` if they divide
 * the units.
 */
inline void backward(const Gru& gru, const GruGradients& gradients, const GruTransposed& weights, const Part& part,
                     GruBackwardBuffers& own, GruSums& sums, Team* team) {
  const Index I = gru.I, H = gru.H, W = gru.width(), columns = gru.columns(), rows = part.rows();
  const Index pairs = GruSums::pairs(gru), recurrentRows = GruSums::recurrentRows(gru);
  const bool resetAfter = gru.resetAfter();
  const auto h = gru.sequence(gradients.h, H), dh = gru.sequence(gradients.dh, H);
  const auto dx = gru.sequence(gradients.dx, I);
  const auto eachBlock = [&](auto use) {
    for (Index n = 0; n < rows; n++)
      for (Index block = part.firstBlock; block < part.lastBlock; block++)
        use(n, part.from + n, block, own.dh + n * W + block * LANES);
  };
  /** Returns the previous output of a time step, dropped. */
  const auto previous = [&](Index row, Index t, Index block) {
    const float* before = t == 0 ? gru.h0 + row * H : h.at(row, t - 1);
    return gru.dropped(row, block, load(before + block * LANES, gru.left(block)));
  };
  /** Adds the gradient that reaches the output of a row at a time step from outside. */
  const auto receive = [&](Index row, Index t, Index block, float* dOutput) {
    if (dh) store(dOutput, load(dOutput) + load(dh.at(row, t) + block * LANES, gru.left(block)));
  };
  const auto carry = [&](Index t) {  // where all rows are masked
    eachBlock([&](Index, Index row, Index block, float* dOutput) { receive(row, t, block, dOutput); });
    if (dx && part.firstBlock == 0)
      for (Index row = part.from; row < part.to; row++)
        std::memset(dx.at(row, gru.read(t)), 0, I * sizeof(float));
  };
  eachBlock([&](Index, Index row, Index block, float* dOutput) {
    const Index unit = row * H + block * LANES;
    store(dOutput, gradients.dLastH ? load(gradients.dLastH + unit, gru.left(block)) : Vector{});
  });
  const Index firstUnit = part.firstBlock * LANES, lastUnit = least(H, part.lastBlock * LANES);
  const Span span(gru, part);
  for (Index t = gru.T - 1; t >= span.last; t--) carry(t);
  Index filled = 0;
  for (Index t = span.last - 1; t >= span.first; t--) {
    float* dz = own.dz + (dx ? filled : t % 2 * rows) * columns;
    float* inputs = own.inputs + filled * own.stride;
    const auto give = [&](Index n, Index section, Index block, Vector gradient) {
      store(dz + n * columns + section * W + block * LANES, gradient);
      const Index pair = section * pairs + block / 2;
      store(own.panels + (pair * own.room + filled + n) * PAIR + block % 2 * LANES, gradient);
    };
    if (!team || part.firstBlock == 0) copyGateInputs(gru, part, t, gradients.h, own.stride, inputs);
    eachBlock([&](Index n, Index row, Index block, float* dOutput) {
      receive(row, t, block, dOutput);
      Vector dg{}, dUpdate{}, dReset{}, dRecurrent{};
      if (!gru.masked(row, t)) {
        const float* saved = gradients.saved + gru.saved(t, row, block);
        const Vector g = load(saved + Gru::CANDIDATE * W), z = load(saved + Gru::UPDATE * W);
        const Vector r = load(saved + Gru::RESET * W), before = previous(row, t, block);
        const Vector dOut = load(dOutput);
        dg = dOut * (1 - z) * (1 - g * g);
        dUpdate = dOut * (before - g) * gru.derivative(z);
        if (resetAfter) {
          dReset = dg * load(saved + Gru::RECURRENT * W) * gru.derivative(r);
          dRecurrent = dg * r;
        } else {
          store(inputs + n * own.stride + gru.gateInputs() + block * LANES, r * before, gru.left(block));
        }
        store(dOutput, dOut * z);
      }
      give(n, Gru::CANDIDATE, block, dg);
      give(n, Gru::UPDATE, block, dUpdate);
      give(n, Gru::RESET, block, dReset);
      if (resetAfter) give(n, Gru::RECURRENT, block, dRecurrent);
    });
    if (team) team->meet();  // these gradients of all units are there
    if (!resetAfter) {
      inProduct(dz + Gru::CANDIDATE * W, columns, rows, W, weights.candidate, firstUnit, lastUnit,
                [&](Index n, Index unit, Vector product) {
                  const Index row = part.from + n, block = unit / LANES;
                  if (gru.masked(row, t)) return;
                  const Vector r = load(gradients.saved + gru.saved(t, row, block) + Gru::RESET * W);
                  const Vector dResetOutput = first(product, gru.left(block));
                  give(n, Gru::RESET, block, dResetOutput * previous(row, t, block) * gru.derivative(r));
                  float* dOutput = own.dh + n * W + unit;
                  store(dOutput, load(dOutput) + dResetOutput * r);
                });
      if (team) team->meet();  // those of the reset gates, too
    }
    inProduct(dz + Gru::UPDATE * W, columns, rows, columns - W, weights.recurrent, firstUnit, lastUnit,
              [&](Index n, Index unit, Vector product) {
                const Index row = part.from + n, block = unit / LANES;
                if (gru.masked(row, t)) return;
                float* dOutput = own.dh + n * W + unit;
                const Vector dBefore = load(dOutput) + first(product, gru.left(block));
                store(dOutput, gru.dropped(row, block, dBefore));
              });
    filled += rows;
    if (filled < own.room && t > span.first) continue;
    for (Index pair = part.firstBlock / 2; pair < (part.lastBlock + 1) / 2; pair++)
      for (Index section = Gru::CANDIDATE; section <= Gru::RESET; section++) {
        const auto add = [&](Index input, Index count, Index section, float* sum) {
          addWeightGradients(own.inputs + input, own.stride, count,
                             own.panels + (section * pairs + pair) * own.room * PAIR, filled, sum);
        };
        const Index panel = section * pairs + pair;
        add(0, I + 1, section, sums.kernel + panel * (I + 1) * PAIR);
        float* sum = sums.recurrent + panel * recurrentRows * PAIR;
        if (resetAfter)
          add(I, recurrentRows, section == Gru::CANDIDATE ? Gru::RECURRENT : section, sum);
        else
          add(section == Gru::CANDIDATE ? gru.gateInputs() : I + 1, recurrentRows, section, sum);
      }
    if (dx) {  // with a team, each thread some of the columns
      const Index pairs = (I + PAIR - 1) / PAIR, blocks = gru.blocks();
      const Index firstPair = pairs * part.firstBlock / blocks, lastPair = pairs * part.lastBlock / blocks;
      inProduct(own.dz + 0, columns, filled, 3 * W, weights.input, firstPair * PAIR, least(I, lastPair * PAIR),
                [&](Index n, Index column, Vector product) {
                  float* row = dx.at(part.from + n % rows, gru.read(t + (filled - 1 - n) / rows));
                  store(row + column, product, I - column);
                });
    }
    filled = 0;
    if (team) team->meet();  // before anybody writes the next chunk
  }
  for (Index t = span.first - 1; t >= 0; t--) carry(t);
  eachBlock([&](Index, Index row, Index block, float* dOutput) {
    store(gradients.dh0 + row * H + block * LANES, load(dOutput), gru.left(block));
  });
}

/** Computes the gradients. */
inline void backward(const Gru& gru, const GruGradients& gradients) {
  const Index I = gru.I, H = gru.H;
  const Division division(gru, Gru::GATES);
  const GruTransposed weights(gru, gradients.dx);
  GruBackwardBuffers shared(gru, division.byUnits ? gru.B : 0, gradients.dx);
  GruSums sums[MOST_THREADS];
  const Index copies = division.byUnits ? 1 : division.parts;
  for (Index n = 0; n < copies; n++) sums[n] = GruSums(gru);
  if (gru.B > 0)
    inThreads(division.parts, [&](Index n, Team& team) {
      const Part part = division.part(gru, n, team.size());
      if (division.byUnits) return backward(gru, gradients, weights, part, shared, sums[0], &team);
      GruBackwardBuffers own(gru, part.rows(), gradients.dx);
      backward(gru, gradients, weights, part, own, sums[n], nullptr);
    });
  const auto write = [&](Buffer GruSums::*of, Index rows, Index k, float* row) {
    for (Index section = 0; section < Gru::GATES; section++)
      for (Index unit = 0; unit < H; unit++) {
        const Index panel = section * GruSums::pairs(gru) + unit / PAIR;
        float sum = 0;
        for (Index n = 0; n < copies; n++) sum += *(sums[n].*of + ((panel * rows + k) * PAIR + unit % PAIR));
        row[Gru::gateOf(section) * H + unit] = sum;
      }
  };
  for (Index k = 0; k <= I; k++)
    write(&GruSums::kernel, I + 1, k, k < I ? gradients.dKernel + k * 3 * H : gradients.dBias);
  const Index rows = GruSums::recurrentRows(gru), biases = rows - H;
  for (Index k = 0; k < rows; k++)
    write(&GruSums::recurrent, rows, k,
          k < biases ? gradients.dRecurrentBias : gradients.dRecurrent + (k - biases) * 3 * H);
}

}  // namespace fastlstm
