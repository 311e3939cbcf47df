import type { NamedUnit } from '../units';

/** How often a unit is tried. */
export const ATTEMPTS = 3;

/** A unit that found too little memory on so many tries is set aside. Between two is a pause. */
export const TOO_LARGE = 20;

/** A unit whose worker dies so often is set aside. */
export const DEATHS = 10;

/** How units are done by a queue. */
export interface UnitsRun {
  /** The folder of the units, which all machines share, or `s3://bucket/prefix`. */
  folder: string;
  /** Where the inputs are: paths by name. */
  places?: Readonly<Record<string, string>>;
  /** The version of the code: see `UnitTask`. */
  code?: string;
  /** Stops the waiting. The workers go on. */
  signal?: AbortSignal;
  /** Called once for each unit that is done now. */
  onDone?: (unit: NamedUnit) => void;
}

/** A unit that failed several times and was set aside. */
export interface FailedUnit {
  unit: NamedUnit;
  /** Its last error. */
  error: string;
}
