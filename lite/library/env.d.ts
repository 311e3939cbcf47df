declare module 'buffer/' {
  export { Buffer } from 'node:buffer';
}

declare module 'assert/' {
  export { default } from 'node:assert';
}

declare module 'readable-stream' {
  export { Duplex, default, PassThrough, pipeline, Readable, Transform, Writable } from 'node:stream';
  export * as promises from 'node:stream/promises';
}
