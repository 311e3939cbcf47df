import { cpus } from 'node:os';
import { duration } from '../../lib/progress';
import type { Notebook, Took } from './notebook';

/** Returns the record of an execution on this machine. */
export function tookHere(seconds: number, cpuSeconds?: number): Took {
  return {
    seconds: Math.round(seconds),
    ...(cpuSeconds !== undefined && { cpuSeconds: Number(cpuSeconds.toFixed(1)) }),
    processor: cpus()[0]?.model.trim() || 'an unknown processor',
    cores: cpus().length,
  };
}

/**
 * Returns a notebook whose first cell also says how long the notebook took, if that is recorded in
 * `metadata.built`.
 */
export function withTook(notebook: Notebook): Notebook {
  const [first, ...others] = notebook.cells;
  const took = notebook.metadata.built?.took;
  if (!took || first?.cell_type !== 'markdown') return notebook;
  return { ...notebook, cells: [{ ...first, source: `${first.source}\n\n*${inWords(took)}*` }, ...others] };
}

function inWords({ seconds, cpuSeconds, processor, cores }: Took): string {
  const cpu = cpuSeconds === undefined ? '' : ` (${duration(cpuSeconds)} of CPU time)`;
  return `The outputs below were computed in ${duration(seconds)}${cpu} on ${cores} cores: ${processor}.`;
}
