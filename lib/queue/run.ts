import type { NamedUnit } from '../units';

/** How units are done, on this machine or by a queue. */
export interface UnitsRun {
  /** The folder of the units, which all machines share, or `s3://bucket/prefix`. */
  folder: string;
  /** Where the inputs are: paths by name. */
  places?: Readonly<Record<string, string>>;
  /** The version of the code, which workers must have, too. Default: they are not asked. */
  code?: string;
  /** Stops this process. Units that are begun are stopped on this machine; a queue goes on. */
  signal?: AbortSignal;
  /** Called once for each unit that is done now. */
  onDone?: (unit: NamedUnit) => void;
  /** Called while a unit is done, on this machine only. */
  onProgress?: (unit: NamedUnit, done: number, total: number, note?: string) => void;
}
