/** In browsers: the build puts the bytes into the program. */
declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

/** In workerd. */
declare module '*.bin' {
  const bytes: ArrayBuffer;
  export default bytes;
}
