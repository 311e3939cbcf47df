/**
 * The package `tfjs-fast-lstm`: a fast LSTM and GRU for TensorFlow.js, in place of `tf.layers.lstm`
 * and `tf.layers.gru`, and layers around them. `fastLstm`, `fastGru` and `backendInfo` are all that
 * most models need.
 *
 * @module
 */
export type { GateActivation } from './activations';
export { allLayers } from './all-layers';
export { averageOfLogits } from './average-of-logits';
export { type Differentiable, withGradients } from './custom-gradient';
export { type DropoutConfig, dropout, type SeededDropout } from './dropout';
export { type BatchPart, type MaskState, maskStates, setMaskPart, setMaskStates } from './dropout-masks';
export {
  Embedding,
  type EmbeddingConfig,
  embedding,
  type GatheredRows,
} from './embedding';
export { FastGRU, type FastGruConfig, fastGru } from './fast-gru';
export { FastLSTM, type FastLstmConfig, fastLstm } from './fast-lstm';
export {
  digestOfVectors,
  FrozenEmbedding,
  type FrozenEmbeddingConfig,
  frozenEmbedding,
  registeredVectors,
  registerVectors,
  unregisterVectors,
  type VectorTable,
} from './frozen-embedding';
export { type FusedOptions, fusedLstm, isFusable } from './fused-lstm';
export { type GruInputs, type GruOutputs, plainGru } from './gru-equations';
export { type NativeBuild, setNativeBuild, setWasmFile } from './kernels/builds';
export { type BackendInfo, backendInfo, type KernelName, kernelsReady, setKernel } from './kernels/choice';
export { kernelThreads } from './kernels/threads';
export type { LayerConfig } from './layer-config';
export { type Activations, type LstmInputs, type LstmOutputs, plainLstm } from './lstm-equations';
export { isNative } from './native-ops';
export { type OrthogonalConfig, orthogonal } from './orthogonal';
export { padLeft } from './pad-left';
export {
  lastState,
  type MaxOverTimeConfig,
  type MeanOverTimeConfig,
  maxOverTime,
  meanOverTime,
} from './pooling';
export type { RecurrentConfig } from './recurrent-config';
export { type ReverseSequenceConfig, reverseSequence } from './reverse-sequence';
export { derivedSeed } from './seeds';
export { registerSegmentSum } from './segment-sum';
export { type UnrolledGruOptions, unrolledGru } from './unrolled-gru';
export { type UnrolledOptions, unrolledLstm } from './unrolled-lstm';
export { WordDropout, type WordDropoutConfig, wordDropout } from './word-dropout';
