import { cpus } from 'node:os';

/** Returns what records say about the processor of this machine. */
export function processor(): { processor: string; cores: number } {
  const all = cpus();
  return { processor: all[0]?.model.trim() || 'unknown', cores: all.length };
}
