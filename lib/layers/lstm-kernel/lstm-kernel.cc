// The LSTM as custom TensorFlow operations. They compute what TensorFlow's BlockLSTMV2 and
// BlockLSTMGradV2 compute, several times as fast. Setup compiles this file for the local
// processor. Where that fails, the TensorFlow kernels are used (fused-lstm.ts).
//
// T time steps, B rows (the batch size), I inputs, H units. Four ideas:
// - Rows are independent. Each thread runs some of them through all time steps, without
//   synchronization.
// - A matrix product of many rows keeps the multiply-add units busy, one of few rows does not. So
//   whatever does not depend on the previous time step is computed for a chunk of time steps at
//   once: the input's part of the gates, the gradient of the input, and the gradient of the
//   weights.
// - The recurrent weights are packed in blocks of as many units as a SIMD vector holds. The four
//   gates of a block lie side by side. So a tile of the product holds everything that its cells
//   need, and the cells are computed while the tile is in registers.
// - At each time step all weights are multiplied with one row: the input, a 1 for the bias, and
//   the previous output. So the gradient of all weights is one product, gate inputs by dE/dz:
//   (I + 1 + H, T B) by (T B, 4H).

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <system_error>
#include <thread>
#include <type_traits>
#include <vector>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace {

// ---- SIMD vectors, with the vector extensions of GCC and Clang ----

#if defined(__AVX512F__)
constexpr int LANES = 16, TILE = 24;  // floats in a vector; vectors in a tile, kept in registers
#elif defined(__AVX__)
constexpr int LANES = 8, TILE = 12;
#elif defined(__aarch64__)
constexpr int LANES = 4, TILE = 24;
#else
constexpr int LANES = 4, TILE = 12;
#endif
constexpr int GATES = 4;                 // in the order i, f, g, o
constexpr int PAIR = 2 * LANES;          // columns of a tile that holds no gates
constexpr int GATE_ROWS = TILE / GATES;  // rows of a tile of gates
constexpr int PAIR_ROWS = TILE / 2;      // rows of any other tile
constexpr int SAVED = GATES + 1;         // saved activations of a unit: its gates and its cell
constexpr long CHUNK = 128;              // rows over which a gradient of the weights is summed

typedef float Vector __attribute__((vector_size(LANES * sizeof(float))));
typedef float Loose __attribute__((vector_size(LANES * sizeof(float)), aligned(4), may_alias));

#define INLINE inline __attribute__((always_inline))

INLINE Vector load(const float* from) { return *reinterpret_cast<const Loose*>(from); }
INLINE void store(float* to, Vector v) { *reinterpret_cast<Loose*>(to) = v; }
INLINE Vector all(float value) { return value - Vector{}; }

/** Loads the first `count` floats, then zeros, where a matrix ends within a vector. */
INLINE Vector load(const float* from, long count) {
  if (count >= LANES) return load(from);
  Vector v{};
  for (long n = 0; n < count; n++) v[n] = from[n];
  return v;
}
INLINE void store(float* to, Vector v, long count) {
  if (count >= LANES) return store(to, v);
  for (long n = 0; n < count; n++) to[n] = v[n];
}

INLINE Vector clip(Vector x, float from, float to) {
  x = x < from ? all(from) : x;
  return x > to ? all(to) : x;
}

/** tanh as a quotient of polynomials, as in Eigen. The relative error is below 4e-7. */
INLINE Vector tanh(Vector x) {
  constexpr float LIMIT = 7.90531110763549805f;  // from here on tanh is 1 in single precision
  x = clip(x, -LIMIT, LIMIT);
  const Vector s = x * x;
  Vector p = s * -2.76076847742355e-16f + 2.00018790482477e-13f;
  p = p * s + -8.60467152213735e-11f;
  p = p * s + 5.12229709037114e-08f;
  p = p * s + 1.48572235717979e-05f;
  p = p * s + 6.37261928875436e-04f;
  p = p * s + 4.89352455891786e-03f;
  Vector q = s * 1.19825839466702e-06f + 1.18534705686654e-04f;
  q = q * s + 2.26843463243900e-03f;
  q = q * s + 4.89352518554385e-03f;
  return x * p / q;
}

/** An activation function of the gates, and its derivative as a function of its output `y`. */
struct Sigmoid {
  static INLINE Vector of(Vector x) { return tanh(x * .5f) * .5f + .5f; }
  static INLINE Vector derivative(Vector y) { return y * (1 - y); }
};
/** The piecewise linear function that was the default of Keras until 2.3 (2019). */
struct HardSigmoid {
  static INLINE Vector of(Vector x) { return clip(x * .2f + .5f, 0, 1); }
  static INLINE Vector derivative(Vector y) { return (y > 0) & (y < 1) ? all(.2f) : Vector{}; }
};

/**
 * Adds the product of M rows of `a` and a panel of N vectors to a tile:
 * `tile[m][n] += sum over k of a[m][k] panel[k][n]`.
 * `rowStride` is the distance between two rows of `a`, `stride` that between two values of k.
 */
template <int M, int N>
INLINE void multiply(Vector (&tile)[M][N], const float* a, long rowStride, long stride, const float* panel,
                     long count) {
  for (long k = 0; k < count; k++, a += stride, panel += N * LANES) {
    Vector b[N];
#pragma GCC unroll 4
    for (int n = 0; n < N; n++) b[n] = load(panel + n * LANES);
#pragma GCC unroll 24
    for (int m = 0; m < M; m++)
#pragma GCC unroll 4
      for (int n = 0; n < N; n++) tile[m][n] += a[m * rowStride] * b[n];
  }
}

/** Calls `use(size, first)` for tiles of MOST rows, and for the remainder with a smaller tile. */
template <int MOST, class Use>
INLINE void inTiles(long rows, Use use) {
  long first = 0;
  for (; first + MOST <= rows; first += MOST) use(std::integral_constant<int, MOST>(), first);
  if constexpr (MOST > 1)
    if (first < rows) inTiles<MOST - 1>(rows - first, [&](auto size, long row) { use(size, first + row); });
}

/** Memory that is aligned for SIMD vectors and starts zeroed. */
struct Buffer {
  explicit Buffer(long floats) : vectors((floats + LANES - 1) / LANES) {}
  float* operator+(long at) { return reinterpret_cast<float*>(vectors.data()) + at; }
  const float* operator+(long at) const { return reinterpret_cast<const float*>(vectors.data()) + at; }
  std::vector<Vector> vectors;
};

/**
 * Flushes denormal numbers (below 1e-38) to zero while it is in scope. Vanishing gradients reach
 * them, and they make arithmetic many times slower.
 */
struct WithoutDenormals {
#if defined(__x86_64__)
  WithoutDenormals() { _mm_setcsr(before | 0x8040); }
  ~WithoutDenormals() { _mm_setcsr(before); }
  unsigned before = _mm_getcsr();
#endif
};

/**
 * Calls `work(part, first row, row after the last)` for each part of the rows, in a thread each.
 */
template <class Work>
void inThreads(long rows, long parts, Work work) {
  if (rows == 0) return;
  const auto run = [&](long part) {
    WithoutDenormals fast;
    const auto start = [&](long n) {
      return std::min(rows, (rows * n / parts + GATE_ROWS - 1) / GATE_ROWS * GATE_ROWS);
    };
    work(part, start(part), part + 1 == parts ? rows : start(part + 1));
  };
  std::vector<std::thread> others;
  long started = 1;
  try {
    for (; started < parts; started++) others.emplace_back(run, started);
  } catch (const std::system_error&) {  // no more threads available: this one does the rest
  }
  run(0);
  for (; started < parts; started++) run(started);
  for (auto& thread : others) thread.join();
}

// ---- The LSTM ----

struct Lstm {
  long T, B, I, H;
  const float *x, *h0, *c0, *kernel, *recurrent, *bias;
  const float* mask;  // recurrent dropout mask of the previous output, (B, H); null: none
  long threads;
  bool hard;  // whether the recurrent activation is HardSigmoid

  long gateInputs() const { return I + 1 + H; }  // values that a gate is computed from
  long blocks() const { return (H + LANES - 1) / LANES; }
  /** 4H, padded. Columns are ordered by block, gate of a block, unit of a gate. */
  long columns() const { return blocks() * GATES * LANES; }
  long left(long block) const { return H - block * LANES; }  // units from this block on
  /** Returns how many threads pay off. Starting one takes as long as a million multiplications. */
  long parts() const {
    const long work = T * B * gateInputs() * 4 * H / 2'000'000;
    return std::max(1L, std::min({threads, B / GATE_ROWS, work}));
  }

  /** Writes the input of a row at a time step, and the 1 for the bias. */
  void writeInput(float* to, long t, long row) const {
    std::memcpy(to, x + (t * B + row) * I, I * sizeof(float));
    to[I] = 1;
  }
  /** Writes the previous output of a row, masked. */
  void writePreviousOutput(float* to, long t, long row, const float* h) const {
    const float* before = t == 0 ? h0 + row * H : h + ((t - 1) * B + row) * H;
    for (long n = 0; n < H; n++) to[n] = mask ? before[n] * mask[row * H + n] : before[n];
  }

  /**
   * Packs the rows of a matrix (rows, 4H) in panels of `width` columns in the order of
   * `columns()`, (columns / width, rows, width).
   */
  template <class Row>
  Buffer packed(long rows, long width, Row row) const {
    Buffer panels(rows * columns());
    for (long k = 0; k < rows; k++)
      for (long gate = 0; gate < GATES; gate++)
        for (long unit = 0; unit < H; unit++) {
          const long column = columnOf(gate, unit);
          *(panels + (column / width * rows + k) * width + column % width) = row(k)[gate * H + unit];
        }
    return panels;
  }
  /**
   * Packs a transposed matrix (rows, 4H) in panels of PAIR of its rows, (panels, columns, PAIR).
   */
  Buffer transposed(const float* matrix, long rows) const {
    Buffer panels((rows + PAIR - 1) / PAIR * PAIR * columns());
    for (long row = 0; row < rows; row++)
      for (long gate = 0; gate < GATES; gate++)
        for (long unit = 0; unit < H; unit++)
          *(panels + (row / PAIR * columns() + columnOf(gate, unit)) * PAIR + row % PAIR) =
              matrix[(row * GATES + gate) * H + unit];
    return panels;
  }
  static long columnOf(long gate, long unit) { return (unit / LANES * GATES + gate) * LANES + unit % LANES; }
};

/**
 * Returns the offset of a block of a row at a time step in the saved activations,
 * (T, B, blocks, 5, LANES).
 */
INLINE long activationsOffset(const Lstm& lstm, long t, long row, long block) {
  return ((t * lstm.B + row) * lstm.blocks() + block) * SAVED * LANES;
}

/**
 * Multiplies `a` (rows, width) with a matrix (width, columns) that is packed in panels of PAIR
 * columns. Row n of the product is written to `place(n)`.
 */
template <class Place>
void multiplyRows(const float* a, long rows, long width, const Buffer& panels, long columns, Place place) {
  for (long column = 0; column < columns; column += PAIR)
    inTiles<PAIR_ROWS>(rows, [&](auto size, long first) {
      constexpr int M = decltype(size)::value;
      Vector tile[M][2]{};
      multiply(tile, a + first * width, width, 1, panels + column * width, width);
      for (int m = 0; m < M; m++)
        for (int n = 0; n < 2; n++) {
          const long at = column + n * LANES;
          if (at < columns) store(place(first + m) + at, tile[m][n], columns - at);
        }
    });
}

/**
 * Runs the rows from `from` to before `to` through all time steps. Writes `h` (T, B, H), and
 * `cells` (T, B, H) and `activations` where they are not null.
 */
template <class Gate>
void forwardPass(const Lstm& lstm, const Buffer& inputWeights, const Buffer& recurrentWeights, long from,
                 long to, float* h, float* cells, float* activations) {
  const long H = lstm.H, blocks = lstm.blocks(), columns = lstm.columns();
  const long width = lstm.I + 1, rows = to - from;
  const long steps = std::min(lstm.T, std::max(1L, CHUNK / rows));
  Buffer inputs(steps * rows * width), zs(steps * rows * columns);  // of a chunk
  Buffer before(rows * H), cellState(rows * blocks * LANES);
  for (long n = 0; n < rows; n++)
    std::memcpy(cellState + n * blocks * LANES, lstm.c0 + (from + n) * H, H * sizeof(float));
  for (long t = 0; t < lstm.T; t++) {
    const long step = t % steps;
    if (step == 0) {
      const long ahead = std::min(steps, lstm.T - t) * rows;
      for (long n = 0; n < ahead; n++) lstm.writeInput(inputs + n * width, t + n / rows, from + n % rows);
      multiplyRows(inputs + 0, ahead, width, inputWeights, columns, [&](long n) { return zs + n * columns; });
    }
    for (long n = 0; n < rows; n++) lstm.writePreviousOutput(before + n * H, t, from + n, h);
    for (long block = 0; block < blocks; block++)
      inTiles<GATE_ROWS>(rows, [&](auto size, long first) {
        constexpr int M = decltype(size)::value;
        Vector z[M][GATES];
        for (int m = 0; m < M; m++)
          for (int gate = 0; gate < GATES; gate++)
            z[m][gate] = load(zs + (step * rows + first + m) * columns + (block * GATES + gate) * LANES);
        multiply(z, before + first * H, H, 1, recurrentWeights + block * H * GATES * LANES, H);
        for (int m = 0; m < M; m++) {
          const long row = from + first + m, at = (t * lstm.B + row) * H + block * LANES;
          float* cell = cellState + ((first + m) * blocks + block) * LANES;
          const Vector i = Gate::of(z[m][0]), f = Gate::of(z[m][1]), g = tanh(z[m][2]), o = Gate::of(z[m][3]);
          const Vector c = f * load(cell) + i * g;
          store(cell, c);
          store(h + at, o * tanh(c), lstm.left(block));
          if (cells) store(cells + at, c, lstm.left(block));
          if (!activations) continue;
          float* place = activations + activationsOffset(lstm, t, row, block);
          const Vector saved[SAVED] = {i, f, g, o, c};
          for (int n = 0; n < SAVED; n++) store(place + n * LANES, saved[n]);
        }
      });
  }
}

struct Gradients {
  const float *h, *activations;  // outputs and saved activations
  const float *dh, *dc;          // dE/d of the outputs, and of the cell states, which may be null
  float *dz, *dh0, *dc0;         // dz: dE/d of the gates' pre-activations, (T, B, columns)
};

/**
 * Backpropagation through time (Werbos 1990) for the rows from `from` to before `to`. Adds the
 * gradients of the weights to `sums`, in panels of PAIR columns,
 * (columns / PAIR, I + 1 + H, PAIR).
 */
template <class Gate>
void backwardPass(const Lstm& lstm, const Gradients& gradients, const Buffer& recurrentT, long from, long to,
                  Buffer& sums) {
  const long I = lstm.I, H = lstm.H, gateInputs = lstm.gateInputs();
  const long blocks = lstm.blocks(), columns = lstm.columns(), rows = to - from;
  const long steps = std::min(lstm.T, std::max(1L, CHUNK / rows)), room = steps * rows;
  Buffer inputs(room * gateInputs), panels(room * columns);  // of a chunk: gate inputs, and dE/dz
  Buffer dh(rows * H), dc(rows * blocks * LANES);
  long filled = 0;
  for (long t = lstm.T - 1; t >= 0; t--) {
    float* dz = gradients.dz + (t * lstm.B + from) * columns;
    for (long n = 0; n < rows; n++) {
      const long row = from + n;
      lstm.writeInput(inputs + (filled + n) * gateInputs, t, row);
      lstm.writePreviousOutput(inputs + (filled + n) * gateInputs + I + 1, t, row, gradients.h);
      for (long block = 0; block < blocks; block++) {
        const long at = (t * lstm.B + row) * H + block * LANES, left = lstm.left(block);
        const float* saved = gradients.activations + activationsOffset(lstm, t, row, block);
        const Vector i = load(saved), f = load(saved + LANES);
        const Vector g = load(saved + 2 * LANES), o = load(saved + 3 * LANES);
        const Vector tanhC = tanh(load(saved + 4 * LANES));
        const Vector before =
            t > 0 ? load(gradients.activations + activationsOffset(lstm, t - 1, row, block) + 4 * LANES)
                  : load(lstm.c0 + row * H + block * LANES, left);
        float* dNextCell = dc + (n * blocks + block) * LANES;
        const Vector dOut = load(gradients.dh + at, left) + load(dh + n * H + block * LANES, left);
        Vector dCell = load(dNextCell) + dOut * o * (1 - tanhC * tanhC);
        if (gradients.dc) dCell += load(gradients.dc + at, left);
        const Vector dGates[GATES] = {dCell * g * Gate::derivative(i), dCell * before * Gate::derivative(f),
                                      dCell * i * (1 - g * g), dOut * tanhC * Gate::derivative(o)};
        store(dNextCell, dCell * f);
        for (int gate = 0; gate < GATES; gate++) {
          const long column = (block * GATES + gate) * LANES;
          store(dz + n * columns + column, dGates[gate]);
          store(panels + (column / PAIR * room + filled + n) * PAIR + column % PAIR, dGates[gate]);
        }
      }
    }
    multiplyRows(dz, rows, columns, recurrentT, H, [&](long n) { return dh + n * H; });
    if (lstm.mask)
      for (long n = 0; n < rows * H; n++) *(dh + n) *= lstm.mask[from * H + n];
    filled += rows;
    if (filled < room && t > 0) continue;
    for (long panel = 0; panel < columns / PAIR; panel++)
      inTiles<PAIR_ROWS>(gateInputs, [&](auto size, long first) {
        constexpr int M = decltype(size)::value;
        float* sum = sums + (panel * gateInputs + first) * PAIR;
        Vector tile[M][2];
        for (int m = 0; m < M; m++)
          for (int n = 0; n < 2; n++) tile[m][n] = load(sum + m * PAIR + n * LANES);
        multiply(tile, inputs + first, 1, gateInputs, panels + panel * room * PAIR, filled);
        for (int m = 0; m < M; m++)
          for (int n = 0; n < 2; n++) store(sum + m * PAIR + n * LANES, tile[m][n]);
      });
    filled = 0;
  }
  std::memcpy(gradients.dh0 + from * H, dh + 0, rows * H * sizeof(float));
  for (long n = 0; n < rows; n++)
    std::memcpy(gradients.dc0 + (from + n) * H, dc + n * blocks * LANES, H * sizeof(float));
}

// ---- What custom operations need of the TensorFlow C API (tensorflow/c/ops.h, kernels.h) ----

extern "C" {
struct TF_Status;
struct TF_Tensor;
struct TF_OpDefinitionBuilder;
struct TF_KernelBuilder;
struct TF_ShapeInferenceContext;
struct TF_OpKernelConstruction;
struct TF_OpKernelContext;
TF_Status* TF_NewStatus();
void TF_DeleteStatus(TF_Status*);
void TF_SetStatus(TF_Status*, int code, const char* message);
int TF_GetCode(const TF_Status*);
TF_OpDefinitionBuilder* TF_NewOpDefinitionBuilder(const char* name);
void TF_OpDefinitionBuilderAddInput(TF_OpDefinitionBuilder*, const char* spec);
void TF_OpDefinitionBuilderAddOutput(TF_OpDefinitionBuilder*, const char* spec);
void TF_OpDefinitionBuilderAddAttr(TF_OpDefinitionBuilder*, const char* spec);
void TF_OpDefinitionBuilderSetShapeInferenceFunction(TF_OpDefinitionBuilder*,
                                                     void (*)(TF_ShapeInferenceContext*, TF_Status*));
void TF_ShapeInferenceContextSetUnknownShape(TF_ShapeInferenceContext*, TF_Status*);
void TF_RegisterOpDefinition(TF_OpDefinitionBuilder*, TF_Status*);
TF_KernelBuilder* TF_NewKernelBuilder(const char* op, const char* device,
                                      void* (*create)(TF_OpKernelConstruction*),
                                      void (*compute)(void*, TF_OpKernelContext*), void (*remove)(void*));
void TF_RegisterKernelBuilder(const char* name, TF_KernelBuilder*, TF_Status*);
void TF_OpKernelConstruction_GetAttrInt64(TF_OpKernelConstruction*, const char* name, int64_t*, TF_Status*);
void TF_GetInput(TF_OpKernelContext*, int, TF_Tensor**, TF_Status*);
TF_Tensor* TF_AllocateOutput(TF_OpKernelContext*, int, int type, const int64_t* shape, int dimensions,
                             size_t bytes, TF_Status*);
void TF_OpKernelContext_Failure(TF_OpKernelContext*, TF_Status*);
void TF_DeleteTensor(TF_Tensor*);
void* TF_TensorData(const TF_Tensor*);
int TF_NumDims(const TF_Tensor*);
int64_t TF_Dim(const TF_Tensor*, int);
}
constexpr int FLOAT = 1, INVALID_ARGUMENT = 3;  // TF_FLOAT and TF_INVALID_ARGUMENT

/** The attributes of an operation. The last two belong to the forward pass only. */
struct Attributes {
  int64_t threads = 1, hard = 0, withCells = 0, withActivations = 0;
};

/** One call of an operation. Its inputs and outputs are freed at its end. */
struct Call {
  explicit Call(TF_OpKernelContext* context) : context(context), status(TF_NewStatus()) {}
  ~Call() {
    for (TF_Tensor* tensor : tensors) TF_DeleteTensor(tensor);
    TF_DeleteStatus(status);
  }
  TF_Tensor* input(int index) {
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context, index, &tensor, status);
    if (tensor) tensors.push_back(tensor);
    return tensor;
  }
  /** Returns the values of an input of this shape. Null where it is optional and empty. */
  const float* values(int index, std::vector<int64_t> shape, bool optional = false) {
    TF_Tensor* tensor = input(index);
    if (!tensor) return fail();
    if (optional && TF_NumDims(tensor) == 1 && TF_Dim(tensor, 0) == 0) return nullptr;
    bool fits = TF_NumDims(tensor) == int(shape.size());
    for (size_t n = 0; fits && n < shape.size(); n++) fits = TF_Dim(tensor, n) == shape[n];
    return fits ? static_cast<const float*>(TF_TensorData(tensor)) : fail();
  }
  /** Allocates an output. Where it is not wanted, returns null and the output is empty. */
  float* output(int index, std::vector<int64_t> shape, bool wanted = true) {
    if (!wanted) shape = {0};
    size_t bytes = sizeof(float);
    for (int64_t size : shape) bytes *= size;
    TF_Tensor* tensor = TF_AllocateOutput(context, index, FLOAT, shape.data(), shape.size(), bytes, status);
    if (!tensor) return static_cast<float*>(nullptr);
    tensors.push_back(tensor);
    return wanted ? static_cast<float*>(TF_TensorData(tensor)) : nullptr;
  }
  const float* fail() {
    failed = true;
    return nullptr;
  }
  /** Returns whether there was no error so far. Reports an error to TensorFlow. */
  bool ok() {
    if (failed) TF_SetStatus(status, INVALID_ARGUMENT, "the shapes of the LSTM's inputs do not fit together");
    if (TF_GetCode(status) == 0) return true;
    TF_OpKernelContext_Failure(context, status);
    return false;
  }
  TF_OpKernelContext* context;
  TF_Status* status;
  std::vector<TF_Tensor*> tensors;
  bool failed = false;
};

/** Reads inputs 0 to 6 of both operations: x, h0, c0, kernel, recurrent kernel, bias, mask. */
Lstm lstmOf(Call& call, const Attributes& attributes) {
  Lstm lstm{};
  const TF_Tensor *x = call.input(0), *h0 = call.input(1);
  if (!x || !h0 || TF_NumDims(x) != 3 || TF_NumDims(h0) != 2) {
    call.fail();
    return lstm;
  }
  const int64_t T = lstm.T = TF_Dim(x, 0), B = lstm.B = TF_Dim(x, 1);
  const int64_t I = lstm.I = TF_Dim(x, 2), H = lstm.H = TF_Dim(h0, 1);
  lstm.x = call.values(0, {T, B, I});
  lstm.h0 = call.values(1, {B, H});
  lstm.c0 = call.values(2, {B, H});
  lstm.kernel = call.values(3, {I, 4 * H});
  lstm.recurrent = call.values(4, {H, 4 * H});
  lstm.bias = call.values(5, {4 * H});
  lstm.mask = call.values(6, {B, H}, true);
  lstm.threads = attributes.threads;
  lstm.hard = attributes.hard;
  return lstm;
}

void computeForward(void* kernel, TF_OpKernelContext* context) {
  const Attributes& attributes = *static_cast<Attributes*>(kernel);
  Call call(context);
  const Lstm lstm = lstmOf(call, attributes);
  if (!call.ok()) return;
  const long I = lstm.I, H = lstm.H;
  float* h = call.output(0, {lstm.T, lstm.B, H});
  float* cells = call.output(1, {lstm.T, lstm.B, H}, attributes.withCells);
  float* activations =
      call.output(2, {lstm.T, lstm.B, lstm.blocks() * SAVED * LANES}, attributes.withActivations);
  if (!call.ok()) return;
  const Buffer inputWeights =
      lstm.packed(I + 1, PAIR, [&](long k) { return k < I ? lstm.kernel + k * 4 * H : lstm.bias; });
  const Buffer recurrentWeights =
      lstm.packed(H, GATES * LANES, [&](long k) { return lstm.recurrent + k * 4 * H; });
  inThreads(lstm.B, lstm.parts(), [&](long, long from, long to) {
    const auto run = lstm.hard ? forwardPass<HardSigmoid> : forwardPass<Sigmoid>;
    run(lstm, inputWeights, recurrentWeights, from, to, h, cells, activations);
  });
}

void computeGradient(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  const Lstm lstm = lstmOf(call, *static_cast<Attributes*>(kernel));
  if (!call.ok()) return;
  const long T = lstm.T, B = lstm.B, I = lstm.I, H = lstm.H;
  const long gateInputs = lstm.gateInputs(), parts = lstm.parts();
  Gradients gradients{};
  gradients.h = call.values(7, {T, B, H});
  gradients.activations = call.values(8, {T, B, lstm.blocks() * SAVED * LANES});
  gradients.dh = call.values(9, {T, B, H});
  gradients.dc = call.values(10, {T, B, H}, true);
  gradients.dz = call.output(0, {T, B, lstm.columns()});
  gradients.dh0 = call.output(1, {B, H});
  gradients.dc0 = call.output(2, {B, H});
  float* dKernel = call.output(3, {I, 4 * H});
  float* dRecurrent = call.output(4, {H, 4 * H});
  float* dBias = call.output(5, {4 * H});
  if (!call.ok()) return;
  const Buffer recurrentT = lstm.transposed(lstm.recurrent, H);
  std::vector<Buffer> sums(parts, Buffer(gateInputs * lstm.columns()));
  inThreads(B, parts, [&](long part, long from, long to) {
    const auto run = lstm.hard ? backwardPass<HardSigmoid> : backwardPass<Sigmoid>;
    run(lstm, gradients, recurrentT, from, to, sums[part]);
  });
  for (long k = 0; k < gateInputs; k++) {
    float* row = k < I ? dKernel + k * 4 * H : k == I ? dBias : dRecurrent + (k - I - 1) * 4 * H;
    for (long gate = 0; gate < GATES; gate++)
      for (long unit = 0; unit < H; unit++) {
        const long column = Lstm::columnOf(gate, unit);
        const long at = (column / PAIR * gateInputs + k) * PAIR + column % PAIR;
        float sum = 0;
        for (const Buffer& part : sums) sum += *(part + at);
        row[gate * H + unit] = sum;
      }
  }
}

/**
 * From dE/dz and the kernel to dE/dx. It is a separate operation because it is not needed where
 * the input depends on no trainable parameter.
 */
void computeInputGradient(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  const TF_Tensor *dzTensor = call.input(0), *weights = call.input(1);
  if (!dzTensor || !weights || TF_NumDims(dzTensor) != 3 || TF_NumDims(weights) != 2) call.fail();
  if (!call.ok()) return;
  Lstm lstm{};
  lstm.T = TF_Dim(dzTensor, 0), lstm.B = TF_Dim(dzTensor, 1);
  lstm.I = TF_Dim(weights, 0), lstm.H = TF_Dim(weights, 1) / GATES;
  lstm.threads = static_cast<Attributes*>(kernel)->threads;
  const float* dz = call.values(0, {lstm.T, lstm.B, lstm.columns()});
  lstm.kernel = call.values(1, {lstm.I, 4 * lstm.H});
  float* dx = call.output(0, {lstm.T, lstm.B, lstm.I});
  if (!call.ok()) return;
  const Buffer kernelT = lstm.transposed(lstm.kernel, lstm.I);
  inThreads(lstm.T * lstm.B, lstm.parts(), [&](long, long from, long to) {
    multiplyRows(dz + from * lstm.columns(), to - from, lstm.columns(), kernelT, lstm.I,
                 [&](long n) { return dx + (from + n) * lstm.I; });
  });
}

/** Reads the attributes. One that the operation does not have keeps its default. */
void* create(TF_OpKernelConstruction* construction) {
  auto* attributes = new Attributes;
  const auto read = [&](const char* name, int64_t& value) {
    TF_Status* status = TF_NewStatus();
    TF_OpKernelConstruction_GetAttrInt64(construction, name, &value, status);
    TF_DeleteStatus(status);
  };
  read("threads", attributes->threads);
  read("hard_sigmoid", attributes->hard);
  read("with_cells", attributes->withCells);
  read("with_activations", attributes->withActivations);
  return attributes;
}

void unknownShapes(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

struct Operation {
  const char* name;
  std::vector<const char*> inputs, outputs, attributes;
  void (*compute)(void*, TF_OpKernelContext*);
};

void registerOperation(const Operation& operation) {
  TF_Status* status = TF_NewStatus();
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(operation.name);
  for (const char* input : operation.inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : operation.outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  for (const char* attribute : operation.attributes) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, unknownShapes);
  TF_RegisterOpDefinition(definition, status);
  const auto remove = [](void* attributes) { delete static_cast<Attributes*>(attributes); };
  TF_KernelBuilder* builder = TF_NewKernelBuilder(operation.name, "CPU", create, operation.compute, remove);
  TF_RegisterKernelBuilder(operation.name, builder, status);
  TF_DeleteStatus(status);
}

void registerOperations() {
  const std::vector<const char*> lstm = {"x: float",         "h0: float",   "c0: float",  "kernel: float",
                                         "recurrent: float", "bias: float", "mask: float"};
  auto lstmAndOutputs = lstm;
  lstmAndOutputs.insert(lstmAndOutputs.end(), {"h: float", "activations: float", "dh: float", "dc: float"});
  const std::vector<const char*> gradients = {"dz: float",      "dh0: float",        "dc0: float",
                                              "dkernel: float", "drecurrent: float", "dbias: float"};
  registerOperation({"SentimentLstm",
                     lstm,
                     {"h: float", "c: float", "activations: float"},
                     {"threads: int", "hard_sigmoid: int", "with_cells: int", "with_activations: int"},
                     computeForward});
  registerOperation({"SentimentLstmGradient",
                     lstmAndOutputs,
                     gradients,
                     {"threads: int", "hard_sigmoid: int"},
                     computeGradient});
  registerOperation({"SentimentLstmInputGradient",
                     {"dz: float", "kernel: float"},
                     {"dx: float"},
                     {"threads: int"},
                     computeInputGradient});
}

}  // namespace

/** Node calls this when it loads the file as an addon. Registers the operations once a process. */
extern "C" __attribute__((visibility("default"))) void* napi_register_module_v1(void*, void* exports) {
  static const bool registered = (registerOperations(), true);
  (void)registered;
  return exports;
}
