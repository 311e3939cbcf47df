import * as tf from '@tensorflow/tfjs';
import type { LstmInputs, LstmOutputs } from './lstm-equations';

/**
 * Returns what `plainLstm` returns with tanh and sigmoid, on any backend, twice as fast: the gradients are not
 * found op by op but written down (backpropagation through time, Werbos 1990), so that those of the weights are
 * one matrix product over all steps.
 */
export function unrolledLstm(inputs: LstmInputs): Required<LstmOutputs> {
  const { recurrentMask, ...differentiable } = inputs;
  const names = (Object.keys(differentiable) as (keyof typeof differentiable)[]).filter(
    (name) => differentiable[name],
  );
  const named = (tensors: tf.Tensor[], mask?: tf.Tensor) =>
    ({
      ...Object.fromEntries(names.map((name, n) => [name, tensors[n]])),
      recurrentMask: mask,
    }) as LstmInputs;
  const lstm = tf.customGrad((...args) => {
    const save = args.pop() as tf.GradSaveFunc;
    const steps = forward(named(args as tf.Tensor[], recurrentMask));
    save([...steps.flat(), ...(args as tf.Tensor[]), ...(recurrentMask ? [recurrentMask] : [])]);
    return {
      value: tf.stack([...steps.map(([, h]) => h), ...steps.map(([, , c]) => c)]), // (2 T, B, H): h and c
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const kept = steps.map(({ length }, t) => saved.slice(t * length, (t + 1) * length) as Step);
        const savedInputs = saved.slice(kept.flat().length);
        const given = named(savedInputs, recurrentMask && savedInputs.at(-1));
        const gradients = backward(given, kept, stepsOf(dy as tf.Tensor3D));
        return names.map((name) => gradients[name]!);
      },
    };
  });
  const both = lstm(...names.map((name) => differentiable[name]!));
  const [h, c] = tf.split(both as tf.Tensor3D, 2) as [tf.Tensor3D, tf.Tensor3D];
  return { h, c };
}

/** What a step leaves for the way back; `seen` is what the gates saw, (B, I + H), all others are (B, H). */
type Step = [
  seen: tf.Tensor2D,
  h: tf.Tensor2D,
  c: tf.Tensor2D,
  tanhC: tf.Tensor2D,
  i: tf.Tensor2D,
  f: tf.Tensor2D,
  g: tf.Tensor2D,
  o: tf.Tensor2D,
];

/** (T, B, W) -> T times (B, W). On WebAssembly tfjs' `unstack` copies the whole tensor once for every step. */
function stepsOf(x: tf.Tensor3D): tf.Tensor2D[] {
  const [T, B, W] = x.shape;
  const rows = x.reshape<tf.Tensor2D>([T * B, W]);
  return Array.from({ length: T }, (_, t) => rows.gather(tf.range(t * B, (t + 1) * B, 1, 'int32')));
}

function forward(inputs: LstmInputs): Step[] {
  const { x, h0, c0, kernel, recurrentKernel, bias, peepholes, outputPeephole, recurrentMask } = inputs;
  const [wi, wf, wg, wo] = tf.split(tf.concat([kernel, recurrentKernel], 0), 4, 1) as Four; // (I + H, H) each
  const [bi, bf, bg, bo] = tf.split(bias, 4) as Four<tf.Tensor1D>; // (H) each
  const [pi, pf, po] = peepholes ? tf.unstack(peepholes) : [];
  let [h, c] = [h0, c0];
  return stepsOf(x).map((xt) => {
    const gateInputs = tf.concat2d([xt, recurrentMask ? h.mul<tf.Tensor2D>(recurrentMask) : h], 1);
    let [zi, zf] = [gateInputs.matMul(wi).add<tf.Tensor2D>(bi), gateInputs.matMul(wf).add<tf.Tensor2D>(bf)];
    if (pi && pf) [zi, zf] = [zi.add(c.mul(pi)), zf.add(c.mul(pf))];
    const [i, f, g] = [zi.sigmoid(), zf.sigmoid(), gateInputs.matMul(wg).add<tf.Tensor2D>(bg).tanh()];
    c = f.mul<tf.Tensor2D>(c).add(i.mul(g));
    const tanhC = c.tanh();
    let zo: tf.Tensor2D = gateInputs.matMul(wo).add(bo);
    if (po) zo = zo.add(c.mul(po));
    if (outputPeephole) zo = zo.add(c.matMul(outputPeephole));
    const o = zo.sigmoid();
    h = o.mul(tanhC);
    return [gateInputs, h, c, tanhC, i, f, g, o];
  });
}

type Four<T = tf.Tensor2D> = [T, T, T, T];

/** Returns dE/d of each input, from dE/dh and dE/dc of each step: `dy` holds the former, then the latter. */
function backward(
  inputs: LstmInputs,
  steps: Step[],
  dy: tf.Tensor2D[],
): { [name in keyof LstmInputs]: tf.Tensor } {
  const { x, c0, kernel, recurrentKernel, peepholes, outputPeephole, recurrentMask } = inputs;
  const [T, B, I] = x.shape;
  const [pi, pf, po] = peepholes ? tf.unstack(peepholes) : [];
  // Transposed once: WebAssembly's matrix product is many times slower where it has to transpose.
  const [rT, vT] = [recurrentKernel.transpose(), outputPeephole?.transpose()] as [tf.Tensor2D, tf.Tensor2D?];
  const cs = steps.map(([, , c]) => c);
  const before = [c0, ...cs.slice(0, -1)];
  const dzs: Four[] = Array(T);
  let dh = tf.zerosLike(c0);
  let dc = tf.zerosLike(c0);
  for (let t = T - 1; t >= 0; t--) {
    const [, , , tanhC, i, f, g, o] = steps[t]!;
    dh = dh.add(dy[t]!);
    const dzo = dh.mul<tf.Tensor2D>(tanhC).mul<tf.Tensor2D>(o).mul<tf.Tensor2D>(tf.sub(1, o));
    dc = dc.add<tf.Tensor2D>(dy[T + t]!).add(dh.mul(o).mul(tf.sub(1, tanhC.square())));
    if (po) dc = dc.add(dzo.mul(po));
    if (vT) dc = dc.add(dzo.matMul(vT));
    const dzi = dc.mul<tf.Tensor2D>(g).mul<tf.Tensor2D>(i).mul<tf.Tensor2D>(tf.sub(1, i));
    const dzf = dc.mul<tf.Tensor2D>(before[t]!).mul<tf.Tensor2D>(f).mul<tf.Tensor2D>(tf.sub(1, f));
    const dzg = dc.mul<tf.Tensor2D>(i).mul<tf.Tensor2D>(tf.sub(1, g.square()));
    dzs[t] = [dzi, dzf, dzg, dzo];
    dh = tf.matMul(tf.concat2d(dzs[t]!, 1), rT);
    if (recurrentMask) dh = dh.mul<tf.Tensor2D>(recurrentMask);
    dc = dc.mul(f);
    if (pi && pf) dc = dc.add(dzi.mul(pi)).add(dzf.mul(pf));
  }
  const [di, df, dg, dO] = [0, 1, 2, 3].map((gate) =>
    tf.concat2d(
      dzs.map((dz) => dz[gate]!),
      0,
    ),
  ) as Four; // (T B, H)
  const dz = tf.concat2d([di, df, dg, dO], 1); // (T B, 4H)
  const gateInputsT = tf
    .concat2d(
      steps.map(([gateInputs]) => gateInputs),
      0,
    )
    .transpose<tf.Tensor2D>(); // (I + H, T B)
  const [dKernel, dRecurrent] = tf.split(gateInputsT.matMul(dz), [I, recurrentKernel.shape[0]]);
  const [after, earlier] = [tf.concat2d(cs, 0), tf.concat2d(before, 0)]; // (T B, H)
  return {
    x: dz.matMul(kernel.transpose()).reshape([T, B, I]),
    h0: dh,
    c0: dc,
    kernel: dKernel!,
    recurrentKernel: dRecurrent!,
    bias: dz.sum(0),
    peepholes: peepholes && tf.stack([di.mul(earlier).sum(0), df.mul(earlier).sum(0), dO.mul(after).sum(0)]),
    outputPeephole: outputPeephole && after.transpose<tf.Tensor2D>().matMul(dO),
  } as { [name in keyof LstmInputs]: tf.Tensor };
}
