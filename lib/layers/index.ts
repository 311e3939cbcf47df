import './wasm-segment-sum';

export { FastLSTM, type FastLstmConfig, fastLstm } from './fast-lstm';
