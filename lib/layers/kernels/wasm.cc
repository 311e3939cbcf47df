// The recurrent layers for WebAssembly: functions over linear memory. The module imports nothing.

#include "lstm.h"

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

using namespace fastlstm;

/** Returns the address of `bytes` bytes, aligned for vectors; 0 if there is no memory left. */
EXPORT(allocate) void* allocate(std::size_t bytes) { return std::malloc(bytes ? bytes : 1); }
EXPORT(release) void release(void* at) { std::free(at); }

/** Returns how many floats the backward pass needs of the forward pass. */
EXPORT(lstm_saved_size) Index lstmSavedSize(Index T, Index B, Index H) {
  Lstm lstm{};
  lstm.T = T, lstm.B = B, lstm.H = H;
  return lstm.savedSize();
}
// A structure of C++ has the layout of 32-bit integers and addresses, which the caller writes.
static_assert(sizeof(Index) == 4 && sizeof(void*) == 4 && sizeof(bool) == 1);

/** The arguments that both passes share, as the caller writes them. */
struct Arguments {
  Index T, B, I, H, timeFirst, backwards, hard;
  const float *x, *h0, *c0, *kernel, *recurrent, *bias;
  const uint8_t* mask;
  const float* dropout;

  Lstm lstm() const {
    return {T,  B,  I,      H,         timeFirst != 0, backwards != 0, hard != 0, 1, x,
            h0, c0, kernel, recurrent, bias,           mask,           dropout};
  }
};

EXPORT(lstm) void lstm(const Arguments* arguments, const LstmOutputs* outputs) {
  forward(arguments->lstm(), *outputs);
}

EXPORT(lstm_gradient) void lstmGradient(const Arguments* arguments, const LstmGradients* gradients) {
  backward(arguments->lstm(), *gradients);
}
