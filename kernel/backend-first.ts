/**
 * Lets a notebook import tfjs-node or danfojs-node before the library. Both fail on newer versions
 * of Node, and without TensorFlow's native library, unless `lib/backend` was loaded first.
 */
import Module from 'node:module';

/**
 * Node's loader, which every `require` calls. It is not documented, but has not changed in a
 * decade.
 */
export interface Loader {
  _load(request: string, parent: NodeModule | undefined, isMain: boolean): unknown;
}

/** Calls `loadBackend` once, before tfjs-node is loaded for the first time. */
export function loadBackendFirst(loadBackend: () => void): void {
  const loader = Module as unknown as Loader; // missing in Node's types
  const load = loader._load;
  loader._load = function (request, parent, isMain) {
    if (request === '@tensorflow/tfjs-node') {
      loader._load = load;
      loadBackend();
    }
    return load.call(this, request, parent, isMain);
  };
}
