import { type Encoder, type Prediction, requireText } from './encoder';
import type { Ids, Lstm, LstmState } from './lstm';
import { type Branch, type Network, reversedIds } from './network';
import { emptyPooling, type Pooled, withStep } from './pooling';

/** A text that grows or is edited. Its methods throw a TypeError for what is no string. */
export interface TextStream {
  /** Adds to the text, and returns the prediction for all of it. */
  push(more: string): Prediction;
  /** Replaces the text, and returns the prediction. Only what follows the first change is read. */
  update(text: string): Prediction;
  /** The text so far. */
  readonly text: string;
}

/** The state of an LSTM after a token, and the pooling of its outputs so far. */
export interface Step {
  id: number;
  state: LstmState;
  pooled: Pooled;
}

/** Returns a stream of the empty text. A step of each forward LSTM is kept for every token. */
export function textStream(encoder: Encoder, network: Network): TextStream {
  let current = '';
  const branches = network.branches.map((branch) => (branch.reversed ? backward(branch) : forward(branch)));
  const update = (text: string): Prediction => {
    requireText(text);
    const encoded = encoder.encode(text);
    const logits = branches.map((logitsOf) => logitsOf(encoded.ids));
    current = text;
    return encoder.describe(encoded, network.probabilities(logits));
  };
  return {
    push(more) {
      requireText(more);
      return update(current + more);
    },
    update,
    get text() {
      return current;
    },
  };
}

/** Returns a function from token ids to logits. It goes on behind the tokens of the last call. */
function forward({ lstm, classify }: Branch): (ids: Ids) => Float32Array {
  const read = keptSteps(lstm);
  return (ids) => classify(read(ids).at(-1)?.pooled ?? emptyPooling(lstm.units));
}

/**
 * Returns a function from token ids to the steps after each of them. It keeps those of the last
 * call, and computes only those from the first token that differs.
 */
export function keptSteps(lstm: Lstm): (ids: Ids) => readonly Step[] {
  const { units } = lstm;
  const steps: Step[] = [];
  return (ids) => {
    const changed = ids.findIndex((id, n) => steps[n]?.id !== id);
    const same = changed < 0 ? ids.length : changed;
    steps.length = same;
    const rest = ids.slice(same);
    const before = steps.at(-1)?.state ?? { h: new Float32Array(units), c: new Float32Array(units) };
    for (const [n, state] of (rest.length > 0 ? lstm.states(rest, before) : []).entries()) {
      const pooled = withStep(steps.at(-1)?.pooled ?? emptyPooling(units), state.h);
      steps.push({ id: rest[n]!, state, pooled });
    }
    return steps;
  };
}

/** Returns a function from token ids to logits. A text that grows is another one for it. */
function backward({ lstm, classify }: Branch): (ids: Ids) => Float32Array {
  return (ids) => classify(lstm.pool([reversedIds(ids)])[0]!);
}
