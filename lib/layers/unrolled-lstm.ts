import * as tf from '@tensorflow/tfjs';
import { type GateActivation, gateActivations, gateDerivatives, tanh } from './activations';
import { withGradients } from './custom-gradient';
import { type LstmInputs, type LstmOutputs, plainLstm } from './lstm-equations';
import { stepsOf } from './time-steps';

/** Options of the unrolled LSTM. */
export interface UnrolledOptions {
  /** The recurrent activation. Default `sigmoid`. */
  gates?: GateActivation;
}

/**
 * Computes `plainLstm` with tanh and this recurrent activation, on any backend, twice as fast. Its
 * gradient is hand-written (backpropagation through time, Werbos 1990), so that the gradient of
 * the weights is one matrix product over all time steps.
 */
export function unrolledLstm(
  inputs: LstmInputs,
  { gates = 'sigmoid' }: UnrolledOptions = {},
): Required<LstmOutputs> {
  const { recurrentMask, ...differentiable } = inputs;
  const T = inputs.x.shape[0];
  const withMask = (given: object, saved: tf.Tensor[]) =>
    ({ ...given, recurrentMask: recurrentMask && saved.at(-1) }) as LstmInputs;
  const [h, c] = withGradients<keyof typeof differentiable>(differentiable, {
    forward(save) {
      const steps = forward(inputs, gates);
      save([...steps.flatMap(toTensors), ...(recurrentMask ? [recurrentMask] : [])]);
      return [tf.stack(steps.map(({ h }) => h)), tf.stack(steps.map(({ c }) => c))];
    },
    backward([dh, dc], saved, given) {
      const steps = Array.from({ length: T }, (_, t) => fromTensors(saved, t * STEP_FIELDS.length));
      const dys = [dh, dc].flatMap((dy) => stepsOf(dy as tf.Tensor3D));
      return backward(withMask(given, saved), steps, dys, gates);
    },
    plain(given, saved) {
      const activations = { activation: tanh, recurrentActivation: gateActivations[gates] };
      const { h, c } = plainLstm(withMask(given, saved), activations);
      return [h, c];
    },
  }) as [tf.Tensor3D, tf.Tensor3D];
  return { h, c };
}

type Gradients = Record<Exclude<keyof LstmInputs, 'recurrentMask'>, () => tf.Tensor>;

const STEP_FIELDS = ['gateInputs', 'h', 'c', 'tanhC', 'i', 'f', 'g', 'o'] as const;

/**
 * The saved activations of a time step. `gateInputs`, the input beside the masked previous output,
 * is (B, I + H), all others are (B, H).
 */
type Step = Record<(typeof STEP_FIELDS)[number], tf.Tensor2D>;

function toTensors(step: Step): tf.Tensor2D[] {
  return STEP_FIELDS.map((field) => step[field]);
}

function fromTensors(tensors: tf.Tensor[], start: number): Step {
  return Object.fromEntries(STEP_FIELDS.map((field, n) => [field, tensors[start + n]])) as Step;
}

function forward(inputs: LstmInputs, gates: GateActivation): Step[] {
  const { x, h0, c0, kernel, recurrentKernel, bias, peepholes, outputPeephole, recurrentMask } = inputs;
  const weights = tf.concat([kernel, recurrentKernel], 0);
  const [wi, wf, wg, wo] = tf.split(weights, 4, 1) as Four; // (I + H, H) each
  const [bi, bf, bg, bo] = tf.split(bias, 4) as Four<tf.Tensor1D>; // (H) each
  const [pi, pf, po] = peepholes ? tf.unstack(peepholes) : [];
  const gate = gateActivations[gates] as (z: tf.Tensor2D) => tf.Tensor2D;
  let [h, c] = [h0, c0];
  return stepsOf(x).map((xt) => {
    const gateInputs = tf.concat2d([xt, recurrentMask ? h.mul<tf.Tensor2D>(recurrentMask) : h], 1);
    let [zi, zf] = [gateInputs.matMul(wi).add<tf.Tensor2D>(bi), gateInputs.matMul(wf).add<tf.Tensor2D>(bf)];
    if (pi && pf) [zi, zf] = [zi.add(c.mul(pi)), zf.add(c.mul(pf))];
    const [i, f, g] = [gate(zi), gate(zf), gateInputs.matMul(wg).add<tf.Tensor2D>(bg).tanh()];
    c = f.mul<tf.Tensor2D>(c).add(i.mul(g));
    const tanhC = c.tanh();
    let zo: tf.Tensor2D = gateInputs.matMul(wo).add(bo);
    if (po) zo = zo.add(c.mul(po));
    if (outputPeephole) zo = zo.add(c.matMul(outputPeephole));
    const o = gate(zo);
    h = o.mul(tanhC);
    return { gateInputs, h, c, tanhC, i, f, g, o };
  });
}

type Four<T = tf.Tensor2D> = [T, T, T, T];

/** dE/dz of a time step: z are the pre-activations of the gates, (B, H) each. */
type GateGradients = Record<'i' | 'f' | 'g' | 'o', tf.Tensor2D>;

/**
 * Returns dE/d of each input, as functions: not all are needed.
 *
 * @param dy dE/dh of the T time steps, then dE/dc of the T time steps, (B, H) each
 */
function backward(inputs: LstmInputs, steps: Step[], dy: tf.Tensor2D[], gates: GateActivation): Gradients {
  const { x, c0, kernel, recurrentKernel, peepholes, outputPeephole, recurrentMask } = inputs;
  const [T, B, I] = x.shape;
  const [pi, pf, po] = peepholes ? tf.unstack(peepholes) : [];
  // Transpose once: the matrix product of WebAssembly is many times slower when it has to
  // transpose.
  const [rT, vT] = [recurrentKernel.transpose(), outputPeephole?.transpose()] as [tf.Tensor2D, tf.Tensor2D?];
  const cs = steps.map(({ c }) => c);
  const previousCs = [c0, ...cs.slice(0, -1)];
  const derivative = gateDerivatives[gates];
  const dzs: GateGradients[] = Array(T);
  let dh = tf.zerosLike(c0);
  let dc = tf.zerosLike(c0);
  for (let t = T - 1; t >= 0; t--) {
    const { tanhC, i, f, g, o } = steps[t]!;
    dh = dh.add(dy[t]!);
    const dzo = dh.mul<tf.Tensor2D>(tanhC).mul<tf.Tensor2D>(derivative(o));
    dc = dc.add<tf.Tensor2D>(dy[T + t]!).add(dh.mul(o).mul(tf.sub(1, tanhC.square())));
    if (po) dc = dc.add(dzo.mul(po));
    if (vT) dc = dc.add(dzo.matMul(vT));
    const dzi = dc.mul<tf.Tensor2D>(g).mul<tf.Tensor2D>(derivative(i));
    const dzf = dc.mul<tf.Tensor2D>(previousCs[t]!).mul<tf.Tensor2D>(derivative(f));
    const dzg = dc.mul<tf.Tensor2D>(i).mul<tf.Tensor2D>(tf.sub(1, g.square()));
    dzs[t] = { i: dzi, f: dzf, g: dzg, o: dzo };
    dh = tf.matMul(tf.concat2d([dzi, dzf, dzg, dzo], 1), rT);
    if (recurrentMask) dh = dh.mul<tf.Tensor2D>(recurrentMask);
    dc = dc.mul(f);
    if (pi && pf) dc = dc.add(dzi.mul(pi)).add(dzf.mul(pf));
  }
  const overTime = (tensors: tf.Tensor2D[]) => tf.concat2d(tensors, 0); // T of (B, W) -> (T B, W)
  const [di, df, dg, dO] = (['i', 'f', 'g', 'o'] as const).map((gate) =>
    overTime(dzs.map((dz) => dz[gate])),
  ) as Four; // (T B, H) each
  const dz = tf.concat2d([di, df, dg, dO], 1); // (T B, 4H)
  const gateInputs = overTime(steps.map((step) => step.gateInputs)); // (T B, I + H)
  const [dKernel, dRecurrent] = tf.split(gateInputs.transpose<tf.Tensor2D>().matMul(dz), [
    I,
    recurrentKernel.shape[0],
  ]) as [tf.Tensor, tf.Tensor];
  const [after, before] = [overTime(cs), overTime(previousCs)]; // (T B, H) each
  return {
    x: () => dz.matMul(kernel.transpose()).reshape([T, B, I]),
    h0: () => dh,
    c0: () => dc,
    kernel: () => dKernel,
    recurrentKernel: () => dRecurrent,
    bias: () => dz.sum(0),
    peepholes: () => tf.stack([di.mul(before).sum(0), df.mul(before).sum(0), dO.mul(after).sum(0)]),
    outputPeephole: () => after.transpose<tf.Tensor2D>().matMul(dO),
  };
}
