export { allLayers } from './all-layers';
export { meanOfVotes } from './average-of-logits';
export { dropout } from './dropout';
export { type BatchPart, type MaskState, maskStates, setMaskPart, setMaskStates } from './dropout-masks';
export {
  type OpenRows,
  TrainedEmbedding,
  type TrainedEmbeddingConfig,
  trainedEmbedding,
} from './embedding';
export { FastLSTM, type FastLstmConfig, fastLstm } from './fast-lstm';
export {
  digestOfVectors,
  FrozenEmbedding,
  frozenEmbedding,
  provideVectors,
  type VectorTable,
  vectorsNamed,
  withdrawVectors,
} from './frozen-embedding';
export { fusedLstm } from './fused-lstm';
export { type LstmInputs, type LstmOutputs, plainLstm } from './lstm-equations';
export { orthogonal } from './orthogonal';
export { lastStep, type MeanOverTimeConfig, maxOverTime, meanOverTime } from './pooling';
export { type ReverseWordsConfig, reverseWords } from './reverse-sequence';
export { unrolledLstm } from './unrolled-lstm';
export { WordDropout, type WordDropoutConfig, wordDropout } from './word-dropout';
