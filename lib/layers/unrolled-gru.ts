import * as tf from '@tensorflow/tfjs';
import { type GateActivation, gateActivations, gateDerivatives, tanh } from './activations';
import { withGradients } from './custom-gradient';
import { type GruInputs, type GruOutputs, plainGru } from './gru-equations';
import { stepsOf } from './time-steps';

/** Options of the unrolled GRU. */
export interface UnrolledGruOptions {
  /** The recurrent activation. Default `sigmoid`. */
  gates?: GateActivation;
}

/**
 * Computes `plainGru` with tanh and this recurrent activation, on any backend, faster. Its
 * gradient is hand-written (backpropagation through time, Werbos 1990), so that the gradient of
 * the weights is one matrix product over all time steps.
 */
export function unrolledGru(inputs: GruInputs, { gates = 'sigmoid' }: UnrolledGruOptions = {}): GruOutputs {
  const { recurrentMask, ...differentiable } = inputs;
  const T = inputs.x.shape[0];
  const withMask = (given: object, saved: tf.Tensor[]) =>
    ({ ...given, recurrentMask: recurrentMask && saved.at(-1) }) as GruInputs;
  const [h] = withGradients<keyof typeof differentiable>(differentiable, {
    forward(save) {
      const steps = forward(inputs, gates);
      save([...steps.flatMap(toTensors), ...(recurrentMask ? [recurrentMask] : [])]);
      return [tf.stack(steps.map(({ h }) => h))];
    },
    backward([dh], saved, given) {
      const steps = Array.from({ length: T }, (_, t) => fromTensors(saved, t * STEP_FIELDS.length));
      return backward(withMask(given, saved), steps, stepsOf(dh as tf.Tensor3D), gates);
    },
    plain(given, saved) {
      const activations = { activation: tanh, recurrentActivation: gateActivations[gates] };
      return [plainGru(withMask(given, saved), activations).h];
    },
  }) as [tf.Tensor3D];
  return { h };
}

type Gradients = Record<Exclude<keyof GruInputs, 'recurrentMask'>, () => tf.Tensor>;

const STEP_FIELDS = ['before', 'h', 'z', 'r', 'g', 'reset'] as const;

/**
 * The saved activations of a time step, (B, H) each. `before` is the masked previous output,
 * `reset` what the reset gate is multiplied by or, without `recurrentBias`, their product.
 */
type Step = Record<(typeof STEP_FIELDS)[number], tf.Tensor2D>;

function toTensors(step: Step): tf.Tensor2D[] {
  return STEP_FIELDS.map((field) => step[field]);
}

function fromTensors(tensors: tf.Tensor[], start: number): Step {
  return Object.fromEntries(STEP_FIELDS.map((field, n) => [field, tensors[start + n]])) as Step;
}

/** Splits the columns of the gates from those of the candidate. */
function splitGates(columns: tf.Tensor2D): [gates: tf.Tensor2D, candidate: tf.Tensor2D] {
  const H = columns.shape[1] / 3;
  return tf.split(columns, [2 * H, H], 1) as [tf.Tensor2D, tf.Tensor2D];
}

function forward(inputs: GruInputs, gates: GateActivation): Step[] {
  const { x, h0, kernel, recurrentKernel, bias, recurrentBias, recurrentMask } = inputs;
  const [T, B, I] = x.shape;
  const ax = x
    .reshape<tf.Tensor2D>([T * B, I])
    .matMul<tf.Tensor2D>(kernel)
    .add<tf.Tensor2D>(bias);
  const gate = gateActivations[gates];
  const [u, ug] = splitGates(recurrentKernel);
  let h = h0;
  return stepsOf(ax.reshape([T, B, -1])).map((axt) => {
    const [axGates, axg] = splitGates(axt); // (B, 2H) and (B, H)
    const before = recurrentMask ? h.mul<tf.Tensor2D>(recurrentMask) : h;
    const ahGates = before.matMul<tf.Tensor2D>(u);
    const recurrent = recurrentBias && splitGates(recurrentBias.expandDims<tf.Tensor2D>(0));
    const sum = axGates.add(recurrent ? ahGates.add(recurrent[0]) : ahGates);
    const [z, r] = tf.split(gate(sum), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    const reset = recurrent
      ? before.matMul<tf.Tensor2D>(ug).add<tf.Tensor2D>(recurrent[1])
      : r.mul<tf.Tensor2D>(before);
    const g = axg.add<tf.Tensor2D>(recurrent ? r.mul(reset) : reset.matMul(ug)).tanh();
    h = g.add<tf.Tensor2D>(z.mul(before.sub(g)));
    return { before, h, z, r, g, reset };
  });
}

/**
 * Returns dE/d of each input, as functions: not all are needed.
 *
 * @param dy dE/dh of the T time steps, (B, H) each
 */
function backward(inputs: GruInputs, steps: Step[], dy: tf.Tensor2D[], gates: GateActivation): Gradients {
  const { x, h0, kernel, recurrentKernel, recurrentBias, recurrentMask } = inputs;
  const [T, B, I] = x.shape;
  const derivative = gateDerivatives[gates];
  // Transpose once: the matrix product of WebAssembly is many times slower when it has to
  // transpose.
  const [uT, ugT] = splitGates(recurrentKernel).map((columns) => columns.transpose()) as [
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  /** dE/d of the pre-activations: gates (B, 2H), candidate (B, H), and its recurrent part. */
  const das: { gates: tf.Tensor2D; g: tf.Tensor2D; recurrent: tf.Tensor2D }[] = Array(T);
  let dh = tf.zerosLike(h0);
  for (let t = T - 1; t >= 0; t--) {
    const { before, z, r, g, reset } = steps[t]!;
    dh = dh.add(dy[t]!);
    const dag = dh.mul<tf.Tensor2D>(tf.sub(1, z)).mul<tf.Tensor2D>(tf.sub(1, g.square()));
    const daz = dh.mul<tf.Tensor2D>(before.sub(g)).mul<tf.Tensor2D>(derivative(z));
    const recurrent = recurrentBias ? dag.mul<tf.Tensor2D>(r) : dag;
    const dReset = recurrent.matMul<tf.Tensor2D>(ugT); // dE/d of what the recurrent kernel multiplies
    const dr = recurrentBias ? dag.mul<tf.Tensor2D>(reset) : dReset.mul<tf.Tensor2D>(before);
    const daGates = tf.concat2d([daz, dr.mul<tf.Tensor2D>(derivative(r))], 1);
    das[t] = { gates: daGates, g: dag, recurrent };
    dh = dh
      .mul<tf.Tensor2D>(z)
      .add<tf.Tensor2D>(recurrentBias ? dReset : dReset.mul(r))
      .add(daGates.matMul(uT));
    if (recurrentMask) dh = dh.mul(recurrentMask);
  }
  const overTime = (tensors: tf.Tensor2D[]) => tf.concat2d(tensors, 0); // T of (B, W) -> (T B, W)
  const daGates = overTime(das.map((da) => da.gates)); // (T B, 2H)
  const da = tf.concat2d([daGates, overTime(das.map(({ g }) => g))], 1); // (T B, 3H)
  const recurrent = overTime(das.map((one) => one.recurrent)); // (T B, H)
  const before = overTime(steps.map((step) => step.before)); // (T B, H)
  const multiplied = recurrentBias ? before : overTime(steps.map(({ reset }) => reset)); // (T B, H)
  const product = (left: tf.Tensor2D, right: tf.Tensor2D) =>
    left.transpose<tf.Tensor2D>().matMul<tf.Tensor2D>(right);
  return {
    x: () => da.matMul(kernel.transpose()).reshape([T, B, I]),
    h0: () => dh,
    kernel: () => product(x.reshape([T * B, I]), da),
    recurrentKernel: () => tf.concat([product(before, daGates), product(multiplied, recurrent)], 1),
    bias: () => da.sum(0),
    recurrentBias: () => tf.concat([daGates.sum(0), recurrent.sum(0)]),
  };
}
