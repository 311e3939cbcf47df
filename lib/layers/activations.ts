import * as tf from '@tensorflow/tfjs';
import { isRecording, withoutSecondDerivative } from './custom-gradient';

/**
 * The two activations of gates that the fast implementations have. `hardSigmoid` is piecewise
 * linear: 0.2 z + 0.5, cut off at 0 and 1. It is the default of Keras up to 2.2 and of tfjs.
 */
export type GateActivation = 'sigmoid' | 'hardSigmoid';

/** Returns whether the activation of this name is one of the two. */
export function isGateActivation(name: string): name is GateActivation {
  return name in gateActivations;
}

/** The derivatives of the gates' activations, from their values: dy/dz of `y`. */
export const gateDerivatives: Record<GateActivation, <T extends tf.Tensor>(y: T) => T> = {
  sigmoid: (y) => y.mul(tf.sub(1, y)),
  hardSigmoid: (y) => y.sub(y.square()).step().mul(0.2), // 0.2 between the ends, where y > y^2
};

/**
 * `tf.tanh` with right derivatives of any order. tfjs 4.22 computes the gradients of `tf.tanh` and
 * `tf.sigmoid` from their saved outputs and forgets that these depend on the input, so that second
 * derivatives are wrong.
 */
export const tanh = elementWise(tf.tanh, (y) => tf.sub(1, y.square()));

/** The activations of gates by name, with right derivatives of any order. */
export const gateActivations: Record<GateActivation, (z: tf.Tensor) => tf.Tensor> = {
  sigmoid: elementWise(tf.sigmoid, gateDerivatives.sigmoid),
  hardSigmoid: elementWise((z) => z.mul(0.2).add(0.5).clipByValue(0, 1), gateDerivatives.hardSigmoid),
};

/** Activations of tfjs that compute all their derivatives from the input. */
const EXACT = ['linear', 'relu', 'softsign'];

/**
 * Returns an activation of a tfjs layer as a function whose derivatives are right. A second
 * derivative that tfjs gets wrong throws instead.
 */
export function differentiable(activation: Activation): (z: tf.Tensor) => tf.Tensor {
  const name = activation.getClassName();
  if (name === 'tanh') return tanh;
  if (isGateActivation(name)) return gateActivations[name];
  if (EXACT.includes(name)) return (z) => activation.apply(z);
  const message = `tfjs has no right second derivative of ${name}: use tanh, sigmoid, hardSigmoid, ${EXACT.join(', ')}`;
  return (z) => withoutSecondDerivative(activation.apply(z), message);
}

type Activation = ReturnType<typeof tf.layers.lstmCell>['activation'];

/** Returns an activation whose gradient is dy * `derivative(y)`, itself differentiable. */
function elementWise(
  compute: (z: tf.Tensor) => tf.Tensor,
  derivative: (y: tf.Tensor) => tf.Tensor,
): (z: tf.Tensor) => tf.Tensor {
  const activation: (z: tf.Tensor) => tf.Tensor = tf.customGrad((z, save) => {
    const value = compute(z as tf.Tensor);
    (save as tf.GradSaveFunc)([z as tf.Tensor, value]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [z, y] = saved as [tf.Tensor, tf.Tensor];
      return dy.mul(derivative(isRecording() ? activation(z) : y));
    };
    return { value, gradFunc };
  });
  return activation;
}
