export { allLayers } from './all-layers';
export { averageOfLogits } from './average-of-logits';
export { dropout } from './dropout';
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
  frozenEmbedding,
  registeredVectors,
  registerVectors,
  unregisterVectors,
  type VectorTable,
} from './frozen-embedding';
export { fusedLstm } from './fused-lstm';
export { type LstmInputs, type LstmOutputs, plainLstm } from './lstm-equations';
export { orthogonal } from './orthogonal';
export { lastState, type MeanOverTimeConfig, maxOverTime, meanOverTime } from './pooling';
export { type ReverseSequenceConfig, reverseSequence } from './reverse-sequence';
export { unrolledLstm } from './unrolled-lstm';
export { WordDropout, type WordDropoutConfig, wordDropout } from './word-dropout';
