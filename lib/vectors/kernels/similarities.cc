// Cosine similarities of vectors of 8-bit integers, for WebAssembly. The module imports its memory.

#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

static float greater(float a, float b) { return a > b ? a : b; }

/**
 * Quantizes vectors of norm 1 (symmetric scalar quantization): `scales[row]` times the integers of
 * a row, -127 to 127, approximate `rows[row]` divided by its norm. The scale of a row that is zero
 * or not finite is 0.
 *
 * @param rows (count, width)
 * @param integers (count, stride), all 0 before
 * @return the largest norm of the difference
 */
EXPORT(quantize)
float quantize(const float* rows, int count, int width, int8_t* integers, int stride, float* scales) {
#pragma clang fp reassociate(on)
  float worst = 0;
  for (int row = 0; row < count; row++, rows += width, integers += stride) {
    float largest = 0;
    for (int i = 0; i < width; i++) largest = greater(largest, __builtin_fabsf(rows[i]));
    float squares = 0, errors = 0;
    for (int i = 0; i < width; i++) {
      const float x = rows[i] / largest * 127, rounded = __builtin_rintf(x);
      integers[i] = rounded;
      squares += x * x;
      errors += (x - rounded) * (x - rounded);
    }
    const bool usable = squares > 0;  // else NaN
    scales[row] = usable ? 1 / __builtin_sqrtf(squares) : 0;
    if (usable) worst = greater(worst, __builtin_sqrtf(errors) * scales[row]);
  }
  return worst;
}

/**
 * Computes the similarity of each row to a query: the dot product of the integers times both
 * scales. It is -infinity if that of the row is 0.
 *
 * @param stride the length of rows and query, a multiple of 16
 */
EXPORT(similarities)
void similarities(const int8_t* integers, const float* scales, int count, int stride, const int16_t* query,
                  float queryScale, float* result) {
  for (int row = 0; row < count; row++, integers += stride) {
    v128_t even = wasm_i32x4_splat(0), odd = even;
    for (int i = 0; i < stride; i += 16) {
      const v128_t x = wasm_v128_load(integers + i);
      const v128_t low = wasm_i16x8_extend_low_i8x16(x), high = wasm_i16x8_extend_high_i8x16(x);
      even = wasm_i32x4_add(even, wasm_i32x4_dot_i16x8(low, wasm_v128_load(query + i)));
      odd = wasm_i32x4_add(odd, wasm_i32x4_dot_i16x8(high, wasm_v128_load(query + i + 8)));
    }
    const v128_t sums = wasm_i32x4_add(even, odd);
    const int sum = wasm_i32x4_extract_lane(sums, 0) + wasm_i32x4_extract_lane(sums, 1) +
                    wasm_i32x4_extract_lane(sums, 2) + wasm_i32x4_extract_lane(sums, 3);
    result[row] = scales[row] > 0 ? scales[row] * queryScale * sum : -__builtin_inff();
  }
}
