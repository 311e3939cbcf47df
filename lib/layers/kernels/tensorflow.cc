// The recurrent layers as custom TensorFlow operations. Node loads this file as an addon. It
// declares by itself what it needs of the TensorFlow C API (tensorflow/c/ops.h, kernels.h), which
// is the same from TensorFlow 2.9 on.
//
// KERNEL_DIGEST, a digest of the sources, is part of the operations' names. So other versions of
// this file can be loaded into the same process.

#include <initializer_list>

#include "gru.h"
#include "lstm.h"

#define JOINED_2(a, b) a##b
#define JOINED(a, b) JOINED_2(a, b)
#define TEXT_2(text) #text
#define TEXT(text) TEXT_2(text)

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

namespace {

using namespace fastlstm;

constexpr int FLOAT = 1, INVALID_ARGUMENT = 3;  // TF_FLOAT and TF_INVALID_ARGUMENT

/** The attributes of an operation, in the order of ATTRIBUTES. */
struct Attributes {
  int64_t threads = 1, hard = 0, timeFirst = 0, backwards = 0;
  int64_t withOutputs = 0, withCells = 0, withSaved = 0, withInputGradient = 0;
};
constexpr const char* ATTRIBUTES[] = {"threads",   "hard_sigmoid", "time_first", "backwards",
                                      "with_h", "with_c",       "with_saved", "with_dx"};

/** A shape. A dimension is at least 0. */
struct Shape {
  Shape(std::initializer_list<int64_t> sizes) {
    for (int64_t size : sizes) dimensions[rank++] = size;
  }
  int64_t dimensions[4];
  int rank = 0;
};

/** One call of an operation. Its inputs and outputs are freed at its end. */
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context(context), status(TF_NewStatus()) {}
  ~Call() {
    for (int n = 0; n < count; n++) TF_DeleteTensor(tensors[n]);
    TF_DeleteStatus(status);
  }
  TF_Tensor* input(int index) {
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context, index, &tensor, status);
    if (tensor) tensors[count++] = tensor;
    return tensor;
  }
  /** Returns the values of an input of this shape. */
  template <class Value = float>
  const Value* values(int index, Shape shape) {
    return valuesOf<Value>(input(index), shape);
  }
  /** Returns the values of an input of this shape, null if it is empty. */
  template <class Value = float>
  const Value* optional(int index, Shape shape) {
    TF_Tensor* tensor = input(index);
    if (tensor && TF_NumDims(tensor) == 1 && TF_Dim(tensor, 0) == 0) return nullptr;
    return valuesOf<Value>(tensor, shape);
  }
  /** Allocates an output. Where it is not wanted, returns null and the output is empty. */
  float* output(int index, Shape shape, bool wanted = true) {
    if (!wanted) shape = {0};
    size_t bytes = sizeof(float);
    for (int n = 0; n < shape.rank; n++) bytes *= shape.dimensions[n];
    TF_Tensor* tensor = TF_AllocateOutput(context, index, FLOAT, shape.dimensions, shape.rank, bytes, status);
    if (!tensor) return nullptr;
    tensors[count++] = tensor;
    return wanted ? static_cast<float*>(TF_TensorData(tensor)) : nullptr;
  }
  void fail() { failed = true; }
  /** Returns whether there was no error so far. Reports an error to TensorFlow. */
  bool ok() {
    if (failed && TF_GetCode(status) == 0)
      TF_SetStatus(status, INVALID_ARGUMENT, "the shapes of the inputs of the recurrent layer do not fit together");
    if (TF_GetCode(status) == 0) return true;
    TF_OpKernelContext_Failure(context, status);
    return false;
  }

 private:
  template <class Value>
  const Value* valuesOf(TF_Tensor* tensor, Shape shape) {
    bool fits = tensor && TF_NumDims(tensor) == shape.rank;
    for (int n = 0; fits && n < shape.rank; n++) fits = TF_Dim(tensor, n) == shape.dimensions[n];
    if (fits) return static_cast<const Value*>(TF_TensorData(tensor));
    fail();
    return nullptr;
  }
  TF_OpKernelContext* context;
  TF_Status* status;
  TF_Tensor* tensors[24];
  int count = 0;
  bool failed = false;
};

/** Returns the shape of a sequence. */
Shape sequence(const Recurrent& layer, int64_t width) {
  return layer.timeFirst ? Shape{layer.T, layer.B, width} : Shape{layer.B, layer.T, width};
}

/** Reads inputs 0 to 6, which all layers have: x, h0, kernel, recurrent kernel, bias, mask, dropout. */
void readInputs(Call& call, const Attributes& attributes, int64_t gates, Recurrent& layer) {
  const TF_Tensor *x = call.input(0), *h0 = call.input(1);
  if (!x || !h0 || TF_NumDims(x) != 3 || TF_NumDims(h0) != 2) return call.fail();
  layer.timeFirst = attributes.timeFirst, layer.backwards = attributes.backwards, layer.hard = attributes.hard;
  layer.threads = attributes.threads;
  const int64_t T = layer.T = TF_Dim(x, layer.timeFirst ? 0 : 1), B = layer.B = TF_Dim(x, layer.timeFirst ? 1 : 0);
  const int64_t I = layer.I = TF_Dim(x, 2), H = layer.H = TF_Dim(h0, 1);
  layer.x = static_cast<const float*>(TF_TensorData(x));
  layer.h0 = call.values(1, {B, H});
  layer.kernel = call.values(2, {I, gates * H});
  layer.recurrent = call.values(3, {H, gates * H});
  layer.bias = call.values(4, {gates * H});
  layer.mask = call.optional<uint8_t>(5, {B, T});
  layer.dropout = call.optional(6, {B, H});
}

/** Reads inputs 0 to 7. The last is c0. */
Lstm lstmOf(Call& call, const Attributes& attributes) {
  Lstm lstm{};
  readInputs(call, attributes, Lstm::GATES, lstm);
  lstm.c0 = call.values(7, {lstm.B, lstm.H});
  return lstm;
}

/** Reads inputs 0 to 7. The last is the recurrent bias. */
Gru gruOf(Call& call, const Attributes& attributes) {
  Gru gru{};
  readInputs(call, attributes, Gru::GATES, gru);
  gru.recurrentBias = call.optional(7, {Gru::GATES * gru.H});
  return gru;
}

void computeLstm(void* kernel, TF_OpKernelContext* context) {
  const Attributes& attributes = *static_cast<Attributes*>(kernel);
  Call call(context);
  const Lstm lstm = lstmOf(call, attributes);
  if (!call.ok()) return;
  LstmOutputs outputs{};
  outputs.h = call.output(0, sequence(lstm, lstm.H), attributes.withOutputs);
  outputs.c = call.output(1, sequence(lstm, lstm.H), attributes.withCells);
  outputs.lastH = call.output(2, {lstm.B, lstm.H});
  outputs.lastC = call.output(3, {lstm.B, lstm.H});
  outputs.saved = call.output(4, {lstm.savedSize()}, attributes.withSaved);
  if (call.ok()) forward(lstm, outputs);
}

void computeLstmGradient(void* kernel, TF_OpKernelContext* context) {
  const Attributes& attributes = *static_cast<Attributes*>(kernel);
  Call call(context);
  const Lstm lstm = lstmOf(call, attributes);
  if (!call.ok()) return;
  const int64_t B = lstm.B, I = lstm.I, H = lstm.H;
  LstmGradients gradients{};
  gradients.h = call.values(8, sequence(lstm, H));
  gradients.saved = call.values(9, {lstm.savedSize()});
  gradients.dh = call.optional(10, sequence(lstm, H));
  gradients.dc = call.optional(11, sequence(lstm, H));
  gradients.dLastH = call.optional(12, {B, H});
  gradients.dLastC = call.optional(13, {B, H});
  gradients.dx = call.output(0, sequence(lstm, I), attributes.withInputGradient);
  gradients.dh0 = call.output(1, {B, H});
  gradients.dKernel = call.output(2, {I, 4 * H});
  gradients.dRecurrent = call.output(3, {H, 4 * H});
  gradients.dBias = call.output(4, {4 * H});
  gradients.dc0 = call.output(5, {B, H});
  if (call.ok()) backward(lstm, gradients);
}

void computeGru(void* kernel, TF_OpKernelContext* context) {
  const Attributes& attributes = *static_cast<Attributes*>(kernel);
  Call call(context);
  const Gru gru = gruOf(call, attributes);
  if (!call.ok()) return;
  GruOutputs outputs{};
  outputs.h = call.output(0, sequence(gru, gru.H), attributes.withOutputs);
  outputs.lastH = call.output(1, {gru.B, gru.H});
  outputs.saved = call.output(2, {gru.savedSize()}, attributes.withSaved);
  if (call.ok()) forward(gru, outputs);
}

void computeGruGradient(void* kernel, TF_OpKernelContext* context) {
  const Attributes& attributes = *static_cast<Attributes*>(kernel);
  Call call(context);
  const Gru gru = gruOf(call, attributes);
  if (!call.ok()) return;
  const int64_t B = gru.B, I = gru.I, H = gru.H;
  GruGradients gradients{};
  gradients.h = call.values(8, sequence(gru, H));
  gradients.saved = call.values(9, {gru.savedSize()});
  gradients.dh = call.optional(10, sequence(gru, H));
  gradients.dLastH = call.optional(11, {B, H});
  gradients.dx = call.output(0, sequence(gru, I), attributes.withInputGradient);
  gradients.dh0 = call.output(1, {B, H});
  gradients.dKernel = call.output(2, {I, 3 * H});
  gradients.dRecurrent = call.output(3, {H, 3 * H});
  gradients.dBias = call.output(4, {3 * H});
  gradients.dRecurrentBias = call.output(5, {3 * H}, gru.resetAfter());
  if (call.ok()) backward(gru, gradients);
}

/** Reads the attributes. One that the operation does not have keeps its default. */
void* create(TF_OpKernelConstruction* construction) {
  auto* attributes = static_cast<Attributes*>(std::malloc(sizeof(Attributes)));
  if (!attributes) __builtin_trap();
  *attributes = Attributes();
  int64_t* value = &attributes->threads;
  for (const char* name : ATTRIBUTES) {
    TF_Status* status = TF_NewStatus();
    TF_OpKernelConstruction_GetAttrInt64(construction, name, value++, status);
    TF_DeleteStatus(status);
  }
  return attributes;
}

void unknownShapes(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

/** Registers an operation. Lists end with a null. */
void registerOperation(const char* name, const char* const* inputs, const char* const* outputs,
                       const char* const* attributes, void (*compute)(void*, TF_OpKernelContext*)) {
  TF_Status* status = TF_NewStatus();
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(name);
  for (; *inputs; inputs++) TF_OpDefinitionBuilderAddInput(definition, *inputs);
  for (; *outputs; outputs++) TF_OpDefinitionBuilderAddOutput(definition, *outputs);
  for (; *attributes; attributes++) TF_OpDefinitionBuilderAddAttr(definition, *attributes);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, unknownShapes);
  TF_RegisterOpDefinition(definition, status);
  TF_KernelBuilder* builder = TF_NewKernelBuilder(name, "CPU", create, compute, std::free);
  TF_RegisterKernelBuilder(name, builder, status);
  TF_DeleteStatus(status);
}

#define INPUTS                                                                                     \
  "x: float", "h0: float", "kernel: float", "recurrent: float", "bias: float", "mask: bool", "dropout: float"
#define GRADIENTS "dx: float", "dh0: float", "dkernel: float", "drecurrent: float", "dbias: float"
#define HOW "threads: int", "hard_sigmoid: int", "time_first: int", "backwards: int"

void registerLstm() {
  const char* inputs[] = {INPUTS, "c0: float", nullptr};
  const char* outputs[] = {"h: float", "c: float", "last_h: float", "last_c: float", "saved: float", nullptr};
  const char* forward[] = {HOW, "with_h: int", "with_c: int", "with_saved: int", nullptr};
  registerOperation("FastLstm" TEXT(KERNEL_DIGEST), inputs, outputs, forward, computeLstm);
  const char* given[] = {INPUTS,      "c0: float",     "h: float",       "saved: float", "dh: float",
                         "dc: float", "dlast_h: float", "dlast_c: float", nullptr};
  const char* gradients[] = {GRADIENTS, "dc0: float", nullptr};
  const char* backward[] = {HOW, "with_dx: int", nullptr};
  registerOperation("FastLstmGradient" TEXT(KERNEL_DIGEST), given, gradients, backward, computeLstmGradient);
}

void registerGru() {
  const char* inputs[] = {INPUTS, "recurrent_bias: float", nullptr};
  const char* outputs[] = {"h: float", "last_h: float", "saved: float", nullptr};
  const char* forward[] = {HOW, "with_h: int", "with_saved: int", nullptr};
  registerOperation("FastGru" TEXT(KERNEL_DIGEST), inputs, outputs, forward, computeGru);
  const char* given[] = {INPUTS,      "recurrent_bias: float", "h: float", "saved: float",
                         "dh: float", "dlast_h: float",        nullptr};
  const char* gradients[] = {GRADIENTS, "drecurrent_bias: float", nullptr};
  const char* backward[] = {HOW, "with_dx: int", nullptr};
  registerOperation("FastGruGradient" TEXT(KERNEL_DIGEST), given, gradients, backward, computeGruGradient);
}

}  // namespace

// Two copies of this file in one process (two installed packages) have this variable in common: the
// dynamic linker keeps one unique symbol a process. So only one of them registers. TensorFlow ends
// the process when an operation is registered twice.
#define REGISTERED JOINED(fast_lstm_registered_, KERNEL_DIGEST)
extern "C" {
extern __attribute__((visibility("default"))) int REGISTERED;
}
#if defined(__ELF__)
__asm__(".pushsection .data\n.balign 4\n"
        ".type " TEXT(REGISTERED) ", %gnu_unique_object\n"
        ".size " TEXT(REGISTERED) ", 4\n" TEXT(REGISTERED) ": .long 0\n.popsection");
#else
__attribute__((weak)) int REGISTERED = 0;
#endif

/** Node calls this when it loads the file as an addon. Registers the operations once a process. */
extern "C" __attribute__((visibility("default"))) void* napi_register_module_v1(void*, void* exports) {
  enum { NOBODY, STARTED, DONE };
  int nobody = NOBODY;
  if (__atomic_compare_exchange_n(&REGISTERED, &nobody, STARTED, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
    registerLstm();
    registerGru();
    __atomic_store_n(&REGISTERED, DONE, __ATOMIC_RELEASE);
  }
  waitUntil([] { return __atomic_load_n(&REGISTERED, __ATOMIC_ACQUIRE) == DONE; });
  return exports;
}
