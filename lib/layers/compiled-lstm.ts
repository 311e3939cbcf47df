import * as tf from '@tensorflow/tfjs';
import { withGradients } from './custom-gradient';
import type { LstmInputs, LstmOutputs } from './lstm-equations';
import { lstmThreads } from './lstm-kernel/load';
import { nativeOp, type OpAttribute } from './native-ops';

/** What our own kernel computes from. */
type CompiledInputs = Omit<LstmInputs, 'peepholes' | 'outputPeephole'>;

/** Options of the fused LSTM. */
export interface CompiledOptions {
  /** Whether the cell states are wanted. */
  cells: boolean;
  /** What squashes the gates. */
  gates: 'sigmoid' | 'hardSigmoid';
}

/**
 * Returns what `plainLstm` returns with tanh, from our own kernel (`lstm-kernel/lstm-kernel.cc`): all steps in one call. It
 * knows no peepholes.
 *
 * @throws where the kernel is not there: ask `hasLstmKernel()` before.
 */
export function compiledLstm(inputs: CompiledInputs, { cells, gates }: CompiledOptions): LstmOutputs {
  const { recurrentMask, ...given } = withoutPeepholes(inputs);
  const threads = { int: lstmThreads() };
  const how = { threads, hard_sigmoid: flag(gates === 'hardSigmoid') };
  const [h, c] = withGradients<keyof typeof given>(given, {
    forward(save, recording) {
      const mask = recurrentMask ?? nothing();
      const wanted = { with_cells: flag(cells), with_activations: flag(recording) };
      const kernelInputs = [...Object.values(given), mask];
      const [h, c, savedActivations] = nativeOp('SentimentLstm', { ...how, ...wanted }, kernelInputs, 3) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      save([...kernelInputs, h, savedActivations]);
      return cells ? [h, c] : [h];
    },
    backward([dh, dc], saved) {
      const gradientInputs = [...saved, dh!, dc ?? nothing()];
      const [dz, dh0, dc0, dKernel, dRecurrentKernel, dBias] = nativeOp(
        'SentimentLstmGradient',
        how,
        gradientInputs,
        6,
      ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const kernel = saved[Object.keys(given).indexOf('kernel')]!;
      return {
        x: () => nativeOp('SentimentLstmInputGradient', { threads }, [dz, kernel], 1)[0]!,
        h0: () => dh0,
        c0: () => dc0,
        kernel: () => dKernel,
        recurrentKernel: () => dRecurrentKernel,
        bias: () => dBias,
      };
    },
  }) as [tf.Tensor3D, tf.Tensor3D?];
  return c ? { h, c } : { h };
}

/** In the order in which the kernel takes them. */
function withoutPeepholes(inputs: CompiledInputs): CompiledInputs {
  const { x, h0, c0, kernel, recurrentKernel, bias, recurrentMask } = inputs;
  return { x, h0, c0, kernel, recurrentKernel, bias, recurrentMask };
}

/** Stands for an input that is not there. */
function nothing(): tf.Tensor {
  return tf.zeros([0]);
}

function flag(wanted: boolean): OpAttribute {
  return { int: wanted ? 1 : 0 };
}
