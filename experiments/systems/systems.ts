import { FlagError } from '../runs/flags';
import type { System } from '../runs/system';
import { keras } from './keras';
import { nb, tfIdf } from './n-grams';
import { oreilly } from './oreilly';
import { pretrained } from './pretrained';
import { simple } from './simple';
import { theano } from './theano';

const known = { simple, oreilly, theano, keras, pretrained, 'tf-idf': tfIdf, nb };

/** The name of a system. */
export type SystemName = keyof typeof known;

/** The systems by name. Commands train the first one by default. */
export const systems: Readonly<Record<SystemName, System>> = known;

/** Returns the system called `name`. @throws FlagError if there is none */
export function systemNamed(name: string): System {
  if (Object.hasOwn(systems, name)) return systems[name as SystemName];
  throw new FlagError(`there is no system "${name}"; the systems are ${Object.keys(systems).join(', ')}`);
}
