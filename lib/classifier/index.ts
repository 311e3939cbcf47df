/**
 * A trained model with its tokenizer: predict, explain, evaluate, save, export.
 *
 * @module
 */
export * from './classifier';
export * from './evaluate';
export * from './explain';
export * from './export';
export * from './load';
export * from './onnx-model';
export * from './parts';
export * from './save';
export * from './tfjs-model';
