import type { Model } from '../../runtime/model-file';

/** A model with an LSTM of two units. */
export const SMALL_MODEL: Model = {
  settings: {
    name: 'small',
    classes: ['negative', 'positive'],
    tokenizer: 'punctuation',
    maxLength: 8,
    temperature: 1.5,
    branches: [
      { embedding: 'vectors', lstm: 'lstm', reversed: false, pooling: ['mean', 'last'], classifier: 'dense' },
    ],
  },
  words: ['<end>', 'gut', 'schön', '😀'],
  weights: {
    vectors: Float32Array.from({ length: 18 }, (_, n) => Math.sin(n)),
    'lstm/kernel': Float32Array.from({ length: 24 }, (_, n) => Math.cos(n)),
    'lstm/recurrent_kernel': Float32Array.from({ length: 16 }, (_, n) => Math.cos(3 * n)),
    'lstm/bias': new Float32Array(8).fill(1),
    'dense/kernel': Float32Array.of(1, -1, 2, -2),
    'dense/bias': Float32Array.of(0.5),
  },
};
