/**
 * Lets a notebook import tfjs-node or danfojs-node before anything of the library. Both fail on newer versions of
 * Node, and where TensorFlow's native library is missing, unless `lib/backend` was loaded before: so it is.
 */
import Module from 'node:module';

/** Node's own loader, through which every `require` goes. It is not documented, but has not changed in a decade. */
interface Loader {
  _load(request: string, parent: NodeModule | undefined, isMain: boolean): unknown;
}

/** Calls `loadBackend` once, before tfjs-node is loaded for the first time. */
export function loadBackendFirst(loadBackend: () => void): void {
  const loader = Module as unknown as Loader; // absent from the types of Node
  const load = loader._load;
  loader._load = function (request, parent, isMain) {
    if (request === '@tensorflow/tfjs-node') {
      loader._load = load;
      loadBackend();
    }
    return load.call(this, request, parent, isMain);
  };
}
