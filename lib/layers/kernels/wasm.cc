// The recurrent layers for WebAssembly: functions over linear memory. The module imports nothing.

#include "gru.h"
#include "lstm.h"

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

using namespace fastlstm;

/** Returns the address of `bytes` bytes, aligned for vectors; 0 if there is no memory left. */
EXPORT(allocate) void* allocate(std::size_t bytes) { return std::malloc(bytes ? bytes : 1); }
EXPORT(release) void release(void* at) { std::free(at); }

// A structure of C++ has the layout of 32-bit integers and addresses, which the caller writes.
static_assert(sizeof(Index) == 4 && sizeof(void*) == 4 && sizeof(bool) == 1);

/** The arguments that all passes share, as the caller writes them. */
struct Arguments {
  Index T, B, I, H, timeFirst, backwards, hard;
  const float *x, *h0, *kernel, *recurrent, *bias;
  const uint8_t* mask;
  const float* dropout;
  const float* own;  // of the LSTM: c0; of the GRU: the recurrent bias, or 0

  Recurrent common() const {
    return {T, B, I, H, timeFirst != 0, backwards != 0, hard != 0, 1, x, h0, kernel, recurrent, bias, mask, dropout};
  }
  Lstm lstm() const { return {common(), own}; }
  Gru gru() const { return {common(), own}; }
};

/** Returns how many floats the backward pass needs of the forward pass. */
EXPORT(lstm_saved_size) Index lstmSavedSize(const Arguments* arguments) { return arguments->lstm().savedSize(); }
EXPORT(lstm) void lstm(const Arguments* arguments, const LstmOutputs* outputs) {
  forward(arguments->lstm(), *outputs);
}
EXPORT(lstm_gradient) void lstmGradient(const Arguments* arguments, const LstmGradients* gradients) {
  backward(arguments->lstm(), *gradients);
}

EXPORT(gru_saved_size) Index gruSavedSize(const Arguments* arguments) { return arguments->gru().savedSize(); }
EXPORT(gru) void gru(const Arguments* arguments, const GruOutputs* outputs) {
  forward(arguments->gru(), *outputs);
}
EXPORT(gru_gradient) void gruGradient(const Arguments* arguments, const GruGradients* gradients) {
  backward(arguments->gru(), *gradients);
}
