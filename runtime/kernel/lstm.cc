// The LSTM of a classifier, for WebAssembly: forward only, with weights that are packed once. The
// mathematics is that of the package tfjs-fast-lstm. The module imports nothing.

#include <new>

#include "../../lib/layers/kernels/lstm.h"

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

using namespace fastlstm;

/** Returns the address of `bytes` bytes, aligned for vectors; 0 if there is no memory left. */
EXPORT(allocate) void* allocate(std::size_t bytes) { return std::malloc(bytes ? bytes : 1); }
EXPORT(release) void release(void* at) { std::free(at); }

/** The packed weights of an LSTM. */
struct Weights {
  Index I, H;
  Buffer input, recurrent;
};

/** Packs weights: kernel (I, 4H), recurrent kernel (H, 4H), bias (4H). They can be released then. */
EXPORT(pack) Weights* pack(Index I, Index H, const float* kernel, const float* recurrent, const float* bias) {
  Lstm lstm{};
  lstm.I = I;
  lstm.H = H;
  return new (std::malloc(sizeof(Weights))) Weights{
      I, H,
      packed<Lstm::GATES>(lstm, I + 1, [&](Index k, Index gate) { return (k < I ? kernel + k * 4 * H : bias) + gate * H; }),
      packed<Lstm::GATES>(lstm, H, [&](Index k, Index gate) { return recurrent + (k * 4 + gate) * H; })};
}

/**
 * Computes B rows of T time steps with sigmoid gates.
 *
 * @param mask (B, T), 0 where a row has ended
 * @param h0, c0 the initial state, (B, H)
 * @param h, c outputs and cell states of all time steps, (B, T, H); c may be null
 */
EXPORT(run) void run(const Weights* weights, Index B, Index T, const float* x, const uint8_t* mask,
                     const float* h0, const float* c0, float* h, float* c) {
  Lstm lstm{};
  lstm.T = T;
  lstm.B = B;
  lstm.I = weights->I;
  lstm.H = weights->H;
  lstm.threads = 1;
  lstm.x = x;
  lstm.h0 = h0;
  lstm.mask = mask;
  lstm.c0 = c0;
  ForwardBuffers own(lstm, B);
  const Part rows{0, B, 0, lstm.blocks()};
  forward<Sigmoid>(lstm, {h, c, nullptr, nullptr, nullptr}, weights->input, weights->recurrent, rows, own, nullptr);
}
