import * as tf from '@tensorflow/tfjs';
import { gateActivations, tanh } from './activations';
import { withGradients } from './custom-gradient';
import { type LstmInputs, type LstmOutputs, plainLstm } from './lstm-equations';
import { lstmThreads } from './lstm-kernel/load';
import { nativeOp, type OpAttribute } from './native-ops';

/** The inputs of this library's kernel. */
type CompiledInputs = Omit<LstmInputs, 'peepholes' | 'outputPeephole'>;

/** Options of the fused LSTM. */
export interface CompiledOptions {
  /** Whether to return the cell states. */
  cells: boolean;
  /** The recurrent activation. */
  gates: 'sigmoid' | 'hardSigmoid';
}

/**
 * Computes `plainLstm` with tanh by this library's kernel (`lstm-kernel/lstm-kernel.cc`), all time
 * steps in one call. It has no peepholes.
 *
 * @throws when the kernel is not loaded (check `hasLstmKernel()` first), or the shapes do not fit
 */
export function compiledLstm(inputs: CompiledInputs, { cells, gates }: CompiledOptions): LstmOutputs {
  const { recurrentMask, ...given } = withoutPeepholes(inputs);
  const threads = { int: lstmThreads() };
  const common = { threads, hard_sigmoid: flag(gates === 'hardSigmoid') };
  const [h, c] = withGradients<keyof typeof given>(given, {
    forward(save, recording) {
      const mask = recurrentMask ?? noTensor();
      const requested = { with_cells: flag(cells), with_activations: flag(recording) };
      const kernelInputs = [...Object.values(given), mask];
      const [h, c, savedActivations] = nativeOp(
        'SentimentLstm',
        { ...common, ...requested },
        kernelInputs,
        3,
      ) as [tf.Tensor, tf.Tensor, tf.Tensor];
      save([...kernelInputs, h, savedActivations]);
      return cells ? [h, c] : [h];
    },
    backward([dh, dc], saved) {
      const gradientInputs = [...saved, dh!, dc ?? noTensor()];
      const [dz, dh0, dc0, dKernel, dRecurrentKernel, dBias] = nativeOp(
        'SentimentLstmGradient',
        common,
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
    plain(inputs, saved) {
      const mask = recurrentMask && (saved[Object.keys(given).length] as tf.Tensor2D);
      const again = { ...inputs, recurrentMask: mask } as CompiledInputs;
      const { h, c } = plainLstm(again, { activation: tanh, recurrentActivation: gateActivations[gates] });
      return cells ? [h, c] : [h];
    },
  }) as [tf.Tensor3D, tf.Tensor3D?];
  return c ? { h, c } : { h };
}

/** Returns the inputs in the order of the kernel. */
function withoutPeepholes(inputs: CompiledInputs): CompiledInputs {
  const { x, h0, c0, kernel, recurrentKernel, bias, recurrentMask } = inputs;
  return { x, h0, c0, kernel, recurrentKernel, bias, recurrentMask };
}

/** Returns the empty tensor that the kernel takes for an absent input. */
function noTensor(): tf.Tensor {
  return tf.zeros([0]);
}

function flag(wanted: boolean): OpAttribute {
  return { int: wanted ? 1 : 0 };
}
