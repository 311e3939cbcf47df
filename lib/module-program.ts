import { existsSync } from 'node:fs';

/** How Node runs a module as a program. */
export interface ModuleProgram {
  /** Arguments of Node itself. */
  execArgv: string[];
  file: string;
}

/**
 * Returns how Node runs a module of this library: compiled in the package `sentiment-lab`, by tsx
 * in the repository.
 *
 * @param path its absolute path, without extension
 */
export function moduleProgram(path: string): ModuleProgram {
  if (existsSync(`${path}.js`)) return { execArgv: [], file: `${path}.js` };
  return { execArgv: ['--import', 'tsx'], file: `${path}.ts` };
}
