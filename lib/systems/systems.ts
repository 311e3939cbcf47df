import { keras } from './keras';
import { oreilly } from './oreilly';
import { simple } from './simple';
import type { System } from './system';
import { theano } from './theano';

/** The systems by name, the one first that commands train unless told otherwise. */
export const systems: Readonly<Record<SystemName, System>> = { simple, oreilly, theano, keras };

export type SystemName = 'simple' | 'oreilly' | 'theano' | 'keras';

/** Returns the system called `name`. @throws when there is none */
export function systemNamed(name: string): System {
  if (Object.hasOwn(systems, name)) return systems[name as SystemName];
  throw new Error(`there is no system "${name}"; the systems are ${Object.keys(systems).join(', ')}`);
}
