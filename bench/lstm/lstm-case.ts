import { join } from 'node:path';
import { randomFrom } from '../../lib/batches/random';
import { writeNpy } from '../../lib/files/npy';
import type { Tolerances } from '../answers';
import { writeInitialWeights } from '../initial-weights';
import { uniform } from '../random-values';
import type { Case } from '../suite';

/** A training step or the forward pass of one LSTM. */
export interface LstmCase extends Case {
  /**
   * The folder with `x.npy` `[batch, time, input]`, `labels.npy` `[batch]` and the initial
   * weights.
   */
  folder: string;
  kind: 'train' | 'forward';
  units: number;
  recurrentDropout: number;
  /** How many steps a run has. The reported time is that of one. */
  steps: number;
}

/** An LSTM and its input. */
export interface LstmSize {
  /** batch x time x input x units */
  shape: readonly [batch: number, time: number, input: number, units: number];
  /** How many steps a run has: fewer where a step is long. Default: 5. */
  steps?: number;
}

/**
 * Tolerances with the same initial weights. After a step the losses differ a little, because the
 * gradients are small and Adam's epsilon matters: ours and Keras add it as in section 2 of the
 * paper, stock tfjs and PyTorch as in its algorithm 1.
 */
const SAME: Tolerances = { loss: 1e-5, lossAfterTwoSteps: 1e-3, logits: 1e-4 };
/** Tolerances with dropout: each contestant samples its own masks. */
const SAME_BUT_FOR_DROPOUT: Tolerances = { loss: 5e-2, lossAfterTwoSteps: 5e-2 };

/**
 * Writes the input files of an LSTM into a folder in `scratch`. Returns its cases: the training
 * step, the training step with recurrent dropout if wanted, and the forward pass.
 *
 * @param recurrentDropout whether there is a case with recurrent dropout
 */
export async function lstmCases(
  scratch: string,
  { shape, steps = 5 }: LstmSize,
  { recurrentDropout = false } = {},
): Promise<LstmCase[]> {
  const name = shape.join(' x ');
  const folder = join(scratch, shape.join('x'));
  await writeInputs(folder, shape);
  const common = { folder, units: shape[3], steps, tolerances: SAME, recurrentDropout: 0 };
  const withDropout: LstmCase = {
    ...common,
    kind: 'train',
    name: `training step with recurrent dropout, ${name}`,
    tolerances: SAME_BUT_FOR_DROPOUT,
    recurrentDropout: 0.1,
  };
  return [
    { ...common, kind: 'train', name: `training step, ${name}` },
    ...(recurrentDropout ? [withDropout] : []),
    { ...common, kind: 'forward', name: `forward, ${name}` },
  ];
}

async function writeInputs(folder: string, [batch, time, input, units]: LstmSize['shape']): Promise<void> {
  const random = randomFrom(2);
  const x = uniform(batch * time * input, 1, random);
  const labels = Int32Array.from({ length: batch }, () => random.integer(0, 1));
  await writeNpy(join(folder, 'x.npy'), { dtype: 'f4', shape: [batch, time, input], data: x });
  await writeNpy(join(folder, 'labels.npy'), { dtype: 'i4', shape: [batch], data: labels });
  await writeInitialWeights(folder, input, units);
}
