/**
 * Cleaning, tokenizers, n-grams and vocabularies.
 *
 * @module
 */
export * from './clean';
export * from './cleaning-losses';
export * from './dictionary';
export * from './markup';
export * from './n-grams';
export * from './pickle-dictionary';
export * from './stop-words';
export * from './tokenizer';
export * from './unicode-words';
export * from './vocabulary';
export * from './word-tokens';
