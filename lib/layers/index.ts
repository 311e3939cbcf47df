export { dropout } from './dropout';
export { type MaskState, maskStates, setMaskStates } from './dropout-masks';
export { FastLSTM, type FastLstmConfig, fastLstm } from './fast-lstm';
export { frozenEmbedding, provideVectors, type VectorTable, withdrawVectors } from './frozen-embedding';
export { fusedLstm } from './fused-lstm';
export { type LstmInputs, type LstmOutputs, plainLstm } from './lstm-equations';
export { orthogonal } from './orthogonal';
export { lastStep, maxOverTime, meanOverTime } from './pooling';
export { unrolledLstm } from './unrolled-lstm';
