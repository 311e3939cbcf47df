import type { LstmState } from './lstm';
import {
  addStep,
  type Branch,
  emptyPooling,
  type Ids,
  type Network,
  type PooledOutputs,
  reversedIds,
} from './network';
import type { Prediction, Reader } from './reader';

/** A text that grows or is edited. */
export interface TextStream {
  /** Adds to the text, and returns the prediction for all of it. */
  push(more: string): Prediction;
  /** Replaces the text, and returns the prediction. Only what follows the first change is read. */
  update(text: string): Prediction;
  /** The text so far. */
  readonly text: string;
}

/** What the forward LSTM knows behind a token. */
interface Step {
  id: number;
  state: LstmState;
  pooled: PooledOutputs;
}

/** Returns a stream of the empty text. A step of each forward LSTM is kept for every token. */
export function textStream(reader: Reader, network: Network): TextStream {
  let current = '';
  const readers = network.branches.map((branch) => (branch.reversed ? backward(branch) : forward(branch)));
  const update = (text: string): Prediction => {
    const encoded = reader.encode(text);
    const logits = readers.map((read) => read(encoded.ids));
    current = text;
    return reader.describe(encoded, network.probabilities(logits));
  };
  return {
    push: (more) => update(current + more),
    update,
    get text() {
      return current;
    },
  };
}

/** Returns a function from token ids to logits. It goes on behind the tokens of the last call. */
function forward(branch: Branch): (ids: Ids) => Float32Array {
  const { lstm, dimensions } = branch;
  const { units } = lstm;
  const steps: Step[] = [];
  return (ids) => {
    const changed = ids.findIndex((id, n) => steps[n]?.id !== id);
    const same = changed < 0 ? ids.length : changed;
    steps.length = same;
    const rest = ids.slice(same);
    const before = steps.at(-1);
    let pooled = before?.pooled ?? emptyPooling(units);
    if (rest.length > 0) {
      const x = new Float32Array(rest.length * dimensions);
      branch.embed(rest, x, 0);
      const state = before?.state ?? { h: new Float32Array(units), c: new Float32Array(units) };
      const { h, c } = lstm.run({ x, lengths: [rest.length], steps: rest.length, state });
      for (const [n, id] of rest.entries()) {
        const { steps: count, sum, max, last } = pooled;
        pooled = { steps: count, sum: sum.slice(), max: max.slice(), last: last.slice() };
        addStep(pooled, h, n * units);
        const at = (values: Float32Array) => values.slice(n * units, (n + 1) * units);
        steps.push({ id, state: { h: at(h), c: at(c!) }, pooled });
      }
    }
    return branch.classify(pooled);
  };
}

/** Returns a function from token ids to logits. A text that grows is another one for it. */
function backward(branch: Branch): (ids: Ids) => Float32Array {
  const { lstm, dimensions } = branch;
  return (ids) => {
    const x = new Float32Array(ids.length * dimensions);
    branch.embed(reversedIds(ids), x, 0);
    const { h } = lstm.run({ x, lengths: [ids.length], steps: ids.length });
    const pooled = emptyPooling(lstm.units);
    for (let step = 0; step < ids.length; step++) addStep(pooled, h, step * lstm.units);
    return branch.classify(pooled);
  };
}
