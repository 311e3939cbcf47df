import { codeDigest } from '../experiments/runs/code-digest';
import type { CodeOf } from '../lib/queue/unit-program';

/**
 * Returns the version of the code that does units of a kind, by which machines are compared. It is
 * undefined for submissions: each of them names the digest of what grades it.
 */
export const codeOfUnits: CodeOf = async (kind) => {
  if (kind === 'submission') return undefined;
  return codeDigest(kind === 'score' ? ['lib'] : undefined);
};
