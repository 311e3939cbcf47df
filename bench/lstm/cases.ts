import { join } from 'node:path';
import { randomFrom } from '../../lib/batches/random';
import { writeNpy } from '../../lib/files/npy';
import { pytorchEntries, threadedEntries, typescriptEntry } from '../entries';
import { writeInitialWeights } from '../initial-weights';
import { uniform } from '../random-values';
import type { Case, Suite } from '../suite';

/** A case of the suite `lstm`. */
export interface LstmCase extends Case {
  /**
   * The folder with `x.npy` `[batch, time, input]`, `labels.npy` `[batch]` and the initial
   * weights.
   */
  folder: string;
  kind: 'train' | 'forward';
  units: number;
  recurrentDropout: number;
}

/** batch x time x input x units */
const SHAPES = [
  [24, 250, 50, 64],
  [100, 250, 50, 64],
  [100, 250, 300, 64],
  [32, 400, 128, 128],
] as const;

/**
 * Tolerances with the same initial weights. After a step the losses differ a little, because the
 * gradients are small and Adam's epsilon matters: Keras adds it as in section 2 of the paper, the
 * others as in its algorithm 1.
 */
const SAME = { loss: 1e-5, lossAfterTwoSteps: 1e-3, logits: 1e-4 };
/** Tolerances with dropout: each contestant samples its own masks. */
const SAME_BUT_FOR_DROPOUT = { loss: 5e-2, lossAfterTwoSteps: 5e-2 };

/** A training step and the forward pass of an LSTM. */
export const lstm: Suite = {
  name: 'lstm',
  title: 'One LSTM: a training step and the forward pass',
  rounds: 15,
  async cases(scratch) {
    const cases: LstmCase[] = [];
    for (const shape of SHAPES) {
      const name = shape.join(' x ');
      const folder = join(scratch, shape.join('x'));
      await writeInputs(folder, shape);
      const common = { folder, units: shape[3], tolerances: SAME, recurrentDropout: 0 };
      cases.push(
        { ...common, kind: 'train', name: `training step, ${name}` },
        {
          ...common,
          kind: 'train',
          name: `training step with recurrent dropout, ${name}`,
          tolerances: SAME_BUT_FOR_DROPOUT,
          recurrentDropout: 0.1,
        },
        { ...common, kind: 'forward', name: `forward, ${name}` },
      );
    }
    return cases;
  },
  entries: ({ peers }) => [
    typescriptEntry('ours', 'lstm/ours'),
    typescriptEntry('stock tfjs', 'lstm/stock', { rounds: 3 }),
    ...(peers ? [...threadedEntries('Keras', 'lstm/keras'), ...pytorchEntries('lstm/pytorch', 3)] : []),
  ],
};

async function writeInputs(folder: string, [batch, time, input, units]: readonly number[]): Promise<void> {
  const random = randomFrom(2);
  const x = uniform(batch! * time! * input!, 1, random);
  const labels = Int32Array.from({ length: batch! }, () => random.integer(0, 1));
  await writeNpy(join(folder, 'x.npy'), { dtype: 'f4', shape: [batch!, time!, input!], data: x });
  await writeNpy(join(folder, 'labels.npy'), { dtype: 'i4', shape: [batch!], data: labels });
  await writeInitialWeights(folder, input!, units!);
}
