/**
 * Loaded before an answer. From then on the answer cannot change the functions that the tests use.
 * An answer runs in the same process as its tests. If it made `Math.abs` return 0, every result
 * would be close to its expected value.
 *
 * New properties can still be added, as some libraries do. Functions that ordinary classes
 * override, such as `toString`, stay writable: otherwise these classes could not override them.
 */
const OVERRIDDEN = ['constructor', 'toString', 'toLocaleString', 'valueOf', 'toJSON', 'name', 'message'];

/** Makes all functions of an object read-only. */
export function lockFunctions(object: object): void {
  for (const key of Reflect.ownKeys(object)) {
    const property = Object.getOwnPropertyDescriptor(object, key);
    if (typeof property?.value !== 'function' || !property.configurable) continue;
    if (OVERRIDDEN.includes(String(key))) continue;
    Object.defineProperty(object, key, { writable: false, configurable: false });
  }
}

const CLASSES = [
  ...[Object, Function, Array, String, Number, Boolean, Symbol, BigInt, RegExp, Promise],
  ...[Map, Set, WeakMap, WeakSet, ArrayBuffer, DataView],
  ...[Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Uint8Array, Uint16Array, Uint32Array],
];
const TYPED_ARRAY = Object.getPrototypeOf(Float32Array) as typeof Float32Array;
const ITERATORS = [
  [].values(),
  new Map().values(),
  new Set().values(),
  ''[Symbol.iterator](),
  ''.matchAll(/ /g),
];

for (const type of [...CLASSES, TYPED_ARRAY]) {
  lockFunctions(type);
  if (type !== Object) lockFunctions(type.prototype);
}
for (const iterator of ITERATORS) lockFunctions(Object.getPrototypeOf(iterator));
for (const object of [Math, JSON, Reflect]) lockFunctions(object);
for (const name of [...CLASSES.map(({ name }) => name), 'Math', 'JSON', 'Reflect', 'isNaN', 'isFinite'])
  Object.defineProperty(globalThis, name, { writable: false, configurable: false });

/** Returns a function, or class, that refuses to do what its name says. */
function refusing(name: string): () => never {
  return function refused() {
    throw new Error(`an answer has no use for ${name}: leave it out`);
  };
}

const FIXED = { writable: false, configurable: false };

/**
 * Ways out of the tests: to the parent process, to Node's modules, and to the end of the process.
 */
for (const name of [
  ...['send', 'disconnect', 'binding', '_linkedBinding', 'dlopen', 'getBuiltinModule'],
  ...['kill', 'abort', 'reallyExit', '_getActiveHandles', '_getActiveRequests', 'removeAllListeners'],
])
  if (name in process) Object.defineProperty(process, name, { value: refusing(`process.${name}`), ...FIXED });

/** The network. On Linux it is closed too; this gives the reason, and works everywhere. */
for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'])
  Object.defineProperty(globalThis, name, { value: refusing(name), ...FIXED });
