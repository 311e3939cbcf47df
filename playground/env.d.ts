declare module '*?worker&url' {
  /** The URL of the worker's script. */
  const url: string;
  export default url;
}

declare module '*.css';

declare module 'bundled-model?url' {
  /** The URL of the bundled model. */
  const url: string;
  export default url;
}

declare module 'virtual:figures' {
  /** The recorded accuracy of the bundled model, three classes, out of fold. */
  const figures: Record<'tweets' | 'sentences', { n: number; accuracy: number; standardError: number }>;
  export default figures;
}

declare module '*.wasm?url' {
  /** The URL of the file. */
  const url: string;
  export default url;
}
