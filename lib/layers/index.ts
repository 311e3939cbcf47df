/**
 * Layers for TensorFlow.js: a fast LSTM, embeddings, pooling, dropout.
 *
 * @module
 */
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
export { type NativeBuild, setNativeBuild } from './kernels/builds';
export { type BackendInfo, backendInfo, type KernelName, kernelsReady, setKernel } from './kernels/choice';
export { type Activations, type LstmInputs, type LstmOutputs, plainLstm } from './lstm-equations';
export { type OrthogonalConfig, orthogonal } from './orthogonal';
export { lastState, type MeanOverTimeConfig, maxOverTime, meanOverTime } from './pooling';
export { type ReverseSequenceConfig, reverseSequence } from './reverse-sequence';
export { unrolledLstm } from './unrolled-lstm';
export { WordDropout, type WordDropoutConfig, wordDropout } from './word-dropout';
