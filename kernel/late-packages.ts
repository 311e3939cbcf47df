/**
 * Loads packages late that danfojs needs for a few functions only: mathjs for medians and
 * deviations, xlsx for spreadsheets. They would take a second of the first cell with a table.
 */
import Module from 'node:module';
import type { Loader } from './backend-first';

const LATE = ['mathjs', 'xlsx'];
const IN_DANFOJS = /[\\/]danfojs-node[\\/]/;

/** Makes danfojs get these packages when it first uses them. */
export function loadLatePackages(): void {
  const loader = Module as unknown as Loader;
  const load = loader._load;
  loader._load = function (request, parent, isMain) {
    const now = () => load.call(this, request, parent, isMain);
    const mayWait = LATE.includes(request) && IN_DANFOJS.test(parent?.filename ?? '');
    return mayWait ? late(now as () => object) : now();
  };
}

/** Returns an object that loads a module when one of its properties is read. */
function late(load: () => object): object {
  let loaded: object | undefined;
  return new Proxy(
    {},
    {
      get(_, property) {
        loaded ??= load();
        return Reflect.get(loaded, property);
      },
    },
  );
}
