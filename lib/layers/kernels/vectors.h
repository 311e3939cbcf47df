// SIMD vectors with the vector extensions of GCC and Clang, and matrix products of packed panels.
// One source for all processors: the compiler's target decides how wide a vector is. Nothing here
// needs a C++ library at run time, so that the WebAssembly build is small and imports nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <type_traits>

namespace fastlstm {

/** Counts and offsets. 32 bits in WebAssembly, where all memory is smaller than 2^32 bytes. */
using Index = std::ptrdiff_t;

#if defined(__AVX512F__)
constexpr Index LANES = 16, TILE = 24;  // floats in a vector; vectors in a tile, kept in registers
#elif defined(__AVX__)
constexpr Index LANES = 8, TILE = 12;
#elif defined(__aarch64__)
constexpr Index LANES = 4, TILE = 24;
#else
constexpr Index LANES = 4, TILE = 8;
#endif
constexpr Index PAIR = 2 * LANES;      // columns of a panel that holds no gates
constexpr Index PAIR_ROWS = TILE / 2;  // rows of a tile of such columns
constexpr Index CHUNK = 128;           // rows over which a gradient of the weights is summed

typedef float Vector __attribute__((vector_size(LANES * sizeof(float))));
typedef float Loose __attribute__((vector_size(LANES * sizeof(float)), aligned(4), may_alias));
typedef int32_t Bits __attribute__((vector_size(LANES * sizeof(float))));

#define INLINE inline __attribute__((always_inline))

INLINE Index least(Index a, Index b) { return a < b ? a : b; }
INLINE Index most(Index a, Index b) { return a > b ? a : b; }

INLINE Vector load(const float* from) { return *reinterpret_cast<const Loose*>(from); }
INLINE void store(float* to, Vector v) { *reinterpret_cast<Loose*>(to) = v; }
INLINE Vector all(float value) { return value - Vector{}; }

/** Loads the first `count` floats, then zeros, where a matrix ends within a vector. */
INLINE Vector load(const float* from, Index count) {
  if (count >= LANES) return load(from);
  Vector v{};
  for (Index n = 0; n < count; n++) v[n] = from[n];
  return v;
}
INLINE void store(float* to, Vector v, Index count) {
  if (count >= LANES) return store(to, v);
  for (Index n = 0; n < count; n++) to[n] = v[n];
}
/** Returns the first `count` lanes, and zeros after them, whatever is there. */
INLINE Vector first(Vector v, Index count) {
  for (Index n = most(count, 0); n < LANES; n++) v[n] = 0;
  return v;
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

/**
 * e to the power of x, for x from -87 to 88. x = n ln 2 + r, with a polynomial for e^r (Cephes'
 * expf) and the exponent bits for 2^n. The relative error is below 2e-7.
 */
INLINE Vector exponential(Vector x) {
  constexpr float ROUND = 12582912.0f;  // 1.5 * 2^23: adding it rounds to a whole number
  const Vector rounded = x * 1.44269504088896341f + ROUND;
  const Vector n = rounded - ROUND;
  const Vector r = x - n * 0.693359375f + n * 2.12194440e-4f;
  Vector p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1;
  const Bits exponent = ((Bits)rounded << 23) + 0x3f800000;  // the low bits of `rounded` hold n
  return p * (Vector)exponent;
}

/** An activation function of the gates, and its derivative as a function of its output `y`. */
struct Sigmoid {
  static INLINE Vector of(Vector x) { return 1 / (1 + exponential(clip(-x, -87, 87))); }
  static INLINE Vector derivative(Vector y) { return y * (1 - y); }
};
/** The piecewise linear function that was the default of Keras until 2.3 (2019). */
struct HardSigmoid {
  static INLINE Vector of(Vector x) { return clip(x * .2f + .5f, 0, 1); }
  static INLINE Vector derivative(Vector y) { return ((y > 0) & (y < 1)) ? all(.2f) : Vector{}; }
};

/**
 * Adds the product of M rows of `a` and a panel of N vectors to a tile:
 * `tile[m][n] += sum over k of a[m][k] panel[k][n]`.
 * `rowStride` is the distance between two rows of `a`, `stride` that between two values of k.
 */
template <Index M, Index N>
INLINE void multiply(Vector (&tile)[M][N], const float* a, Index rowStride, Index stride, const float* panel,
                     Index count) {
  for (Index k = 0; k < count; k++, a += stride, panel += N * LANES) {
    Vector b[N];
#pragma GCC unroll 4
    for (Index n = 0; n < N; n++) b[n] = load(panel + n * LANES);
#pragma GCC unroll 24
    for (Index m = 0; m < M; m++)
#pragma GCC unroll 4
      for (Index n = 0; n < N; n++) tile[m][n] += a[m * rowStride] * b[n];
  }
}

/** Calls `use(size)` with `size` as a constant. */
template <Index MOST, class Use>
INLINE void withConstant(Index size, Use use) {
  if constexpr (MOST > 1)
    if (size < MOST) return withConstant<MOST - 1>(size, use);
  use(std::integral_constant<Index, MOST>());
}

/**
 * Calls `use(size, first)` for each tile of the rows: as few tiles as possible, of at most MOST
 * rows, and as equal as possible, since a tile of few rows leaves multiply-add units idle.
 */
template <Index MOST, class Use>
INLINE void inTiles(Index rows, Use use) {
  const Index tiles = (rows + MOST - 1) / MOST;
  for (Index tile = 0; tile < tiles; tile++) {
    const Index first = rows * tile / tiles;
    withConstant<MOST>(rows * (tile + 1) / tiles - first, [&](auto size) { use(size, first); });
  }
}

/** Memory that is aligned for SIMD vectors and starts zeroed. */
class Buffer {
 public:
  explicit Buffer(Index floats = 0) {
    const std::size_t bytes = (floats * sizeof(float) + 63) / 64 * 64;
    if (bytes == 0) return;
    start = static_cast<float*>(std::aligned_alloc(64, bytes));
    if (!start) __builtin_trap();  // there is no memory, and no other way to say so
    std::memset(start, 0, bytes);
  }
  Buffer(Buffer&& other) : start(other.start) { other.start = nullptr; }
  Buffer& operator=(Buffer&& other) {
    float* before = start;
    start = other.start;
    other.start = before;
    return *this;
  }
  ~Buffer() { std::free(start); }
  float* operator+(Index at) { return start + at; }
  const float* operator+(Index at) const { return start + at; }

 private:
  float* start = nullptr;
};

/** One tile of a product: M rows and P panels. */
template <Index M, Index P, class Use>
INLINE void productTile(const float* a, Index stride, Index first, Index width, const Buffer& panels,
                        Index column, Index to, Use use) {
  Vector tile[P][M][2]{};
  const float* panel = panels + column * width;
  for (Index k = 0; k < width; k++)
#pragma GCC unroll 4
    for (Index p = 0; p < P; p++) {
      const float* weights = panel + (p * width + k) * PAIR;
      const Vector left = load(weights), right = load(weights + LANES);
#pragma GCC unroll 24
      for (Index m = 0; m < M; m++) {
        const float factor = a[(first + m) * stride + k];
        tile[p][m][0] += factor * left, tile[p][m][1] += factor * right;
      }
    }
  for (Index p = 0; p < P; p++)
    for (Index m = 0; m < M; m++)
      for (Index n = 0; n < 2; n++) {
        const Index at = column + p * PAIR + n * LANES;
        if (at < to) use(first + m, at, tile[p][m][n]);
      }
}

/**
 * Multiplies `a` (rows, width) with a matrix (width, columns) that is packed in panels of PAIR
 * columns, from column `from` to before `to`; `from` is a multiple of PAIR. Calls
 * `use(row, column, vector)` with each vector of the product, which begins at that column.
 * `stride` is the distance between two rows of `a`.
 */
template <class Use>
void inProduct(const float* a, Index stride, Index rows, Index width, const Buffer& panels, Index from, Index to,
               Use use) {
  constexpr Index SEVERAL = 4;  // panels of a tile of one row, to keep the multiply-add units busy
  Index column = from;
  if (rows == 1)
    for (; column + (SEVERAL - 1) * PAIR < to; column += SEVERAL * PAIR)
      productTile<1, SEVERAL>(a, stride, 0, width, panels, column, to, use);
  for (; column < to; column += PAIR)
    inTiles<PAIR_ROWS>(rows, [&](auto size, Index first) {
      productTile<decltype(size)::value, 1>(a, stride, first, width, panels, column, to, use);
    });
}

/** The same. Row n of the product is written to `place(n)`. */
template <class Place>
void multiplyRows(const float* a, Index rows, Index width, const Buffer& panels, Index from, Index to,
                  Place place) {
  inProduct(a, width, rows, width, panels, from, to,
            [&](Index row, Index column, Vector v) { store(place(row) + column, v, to - column); });
}

}  // namespace fastlstm
