import { keras } from './keras';
import { type NGramSystem, nb, tfIdf } from './n-grams';
import { oreilly } from './oreilly';
import { pretrained } from './pretrained';
import { simple } from './simple';
import type { System } from './system';
import { theano } from './theano';

const networks = { simple, oreilly, theano, keras, pretrained };
const counts = { 'tf-idf': tfIdf, nb };

/** The systems by name, the one first that commands train unless told otherwise. */
export const systems: Readonly<
  Record<keyof typeof networks, System> & Record<keyof typeof counts, NGramSystem>
> = { ...networks, ...counts };

/** The name of a system, as `--system` takes it. */
export type SystemName = keyof typeof systems;

/** Returns the system called `name`. @throws when there is none */
export function systemNamed(name: string): System | NGramSystem {
  if (Object.hasOwn(systems, name)) return systems[name as SystemName];
  throw new Error(`there is no system "${name}"; the systems are ${Object.keys(systems).join(', ')}`);
}

/** Returns whether a system counts n-grams instead of training a network. */
export function isNGramSystem(system: System | NGramSystem): system is NGramSystem {
  return 'weighting' in system;
}
