/**
 * Layers for TensorFlow.js: a fast LSTM, embeddings, pooling, dropout.
 *
 * @module
 */
export type { GateActivation } from './activations';
export { allLayers } from './all-layers';
export { averageOfLogits } from './average-of-logits';
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
export { type FusedOptions, fusedLstm } from './fused-lstm';
export { type GruInputs, type GruOutputs, plainGru } from './gru-equations';
export { type NativeBuild, setNativeBuild } from './kernels/builds';
export { type BackendInfo, backendInfo, type KernelName, kernelsReady, setKernel } from './kernels/choice';
export { type Activations, type LstmInputs, type LstmOutputs, plainLstm } from './lstm-equations';
export { type OrthogonalConfig, orthogonal } from './orthogonal';
export { lastState, type MeanOverTimeConfig, maxOverTime, meanOverTime } from './pooling';
export type { RecurrentConfig } from './recurrent-layer';
export { type ReverseSequenceConfig, reverseSequence } from './reverse-sequence';
export { type UnrolledGruOptions, unrolledGru } from './unrolled-gru';
export { type UnrolledOptions, unrolledLstm } from './unrolled-lstm';
export { WordDropout, type WordDropoutConfig, wordDropout } from './word-dropout';
