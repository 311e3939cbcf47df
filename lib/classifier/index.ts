/**
 * A trained model with its tokenizer: predict, explain, evaluate, fine-tune, save, export.
 *
 * @module
 */
export * from './classifier';
export * from './comparison';
export * from './evaluate';
export * from './explain';
export * from './export';
export * from './finetune';
export * from './load';
export * from './model-file';
export * from './onnx-model';
export * from './parts';
export * from './predictor';
export * from './save';
export * from './tfjs-model';
export * from './write-model-file';
