/** A model of `lstm-sentiment` with what the page shows of it beside its predictions. */
import { compileKernel } from '../../runtime/compile-kernel';
import { type Encoder, encoderOf, type Prediction } from '../../runtime/encoder';
import { type Lstm, type LstmWeights, lstmStep, plainLstm } from '../../runtime/lstm';
import { wasmLstms } from '../../runtime/lstm-wasm';
import { readModel } from '../../runtime/model-file';
import { type Network, networkOf, predict, reversedIds } from '../../runtime/network';
import { keptSteps, type Step } from '../../runtime/stream';
import { type Token, tokensWithPlaces } from '../../runtime/tokens';
import { truncated } from '../../runtime/truncation';

/** A direction of reading. */
export type Direction = 'forward' | 'backward';

/** A token as the page shows it. */
export interface ReadToken extends Token {
  /** Whether the model knows it. */
  known: boolean;
}

/** What the model says of a text, word by word. */
export interface Inference {
  prediction: Prediction;
  /** The probability of each class. Empty if there is no label. */
  probabilities: number[];
  tokens: ReadToken[];
  /** Whether the text is longer than the model reads. */
  isTruncated: boolean;
  /**
   * For each direction that the model has, the probability of each class once it has read a token:
   * `[tokens][classes]`, in the order of the text. Forward it has read the tokens before it too,
   * backward those behind it.
   */
  curves: Partial<Record<Direction, number[][]>>;
}

/** The gates, the cell state and the output of an LSTM over a text. */
export interface Gates {
  units: number;
  /** `[tokens][4 * units]`: i, f, the candidate and o, in the order of the text. */
  gates: Float32Array[];
  /** `[tokens][units]` */
  cells: Float32Array[];
  /** `[tokens][units]` */
  outputs: Float32Array[];
  /** The cell state before each token, in the order of reading: `[tokens][units]`. */
  cellsBefore: Float32Array[];
}

/** A model to look into. */
export interface OpenModel {
  name: string;
  classes: readonly string[];
  directions: readonly Direction[];
  /** Reads a text. What is the same as in the last text is not read again. */
  read(text: string): Inference;
  /**
   * Returns the probabilities of a text without each of some tokens, `[positions][classes]`. They
   * are computed in one batch.
   */
  without(text: string, positions: readonly (readonly number[])[]): number[][];
  /** Returns what an LSTM of that direction computes over a text. */
  gates(text: string, direction: Direction): Gates;
  /** Returns the cell state of such an LSTM after the last token that it reads: `[units]`. */
  lastCell(text: string, direction: Direction): Float32Array;
  /** Returns the predictions for texts. */
  predict(texts: readonly string[]): Prediction[];
}

/**
 * Returns the model in the bytes of a file.
 *
 * @param file where they come from, for messages
 * @throws when they are no model's
 */
export async function openModel(bytes: Uint8Array, file: string): Promise<OpenModel> {
  const model = readModel(bytes, file);
  const weights: LstmWeights[] = [];
  const make = await lstmMaker();
  const network = networkOf(model, (ofBranch) => {
    weights.push(ofBranch);
    return make(ofBranch);
  });
  const encoder = encoderOf(model);
  const { name, classes } = model.settings;
  const kept = network.branches.map(({ lstm }) => keptSteps(lstm));
  const directions = (['forward', 'backward'] as const).filter((direction) =>
    network.branches.some(({ reversed }) => reversed === (direction === 'backward')),
  );
  const idsFor = (ids: readonly number[], reversed: boolean) => (reversed ? reversedIds(ids) : ids);
  const branchOf = (direction: Direction) =>
    network.branches.findIndex(({ reversed }) => reversed === (direction === 'backward'));
  const steps = weights.map((ofBranch) => onFirstCall(() => lstmStep(ofBranch)));

  return {
    name,
    classes,
    directions,
    read(text) {
      const encoded = encoder.encode(text);
      const read = network.branches.map(({ reversed }, n) => kept[n]!(idsFor(encoded.ids, reversed)));
      const logits = network.branches.map(({ classify }, n) => classify(read[n]!.at(-1)!.pooled));
      const probabilities = network.probabilities(logits);
      const prediction = encoder.describe(encoded, probabilities);
      const all = tokensWithPlaces(text);
      const tokens = truncated(all, encoder.maxLength);
      return {
        prediction,
        probabilities: prediction.label === null ? [] : [...probabilities],
        tokens: tokens.map((token, n) => ({ ...token, known: encoded.ids[n + 1] !== UNKNOWN_ID })),
        isTruncated: tokens.length < all.length,
        curves: curvesOf(network, read, tokens.length),
      };
    },
    without(text, positions) {
      const { ids } = encoder.encode(text);
      const shorter = positions.map((some) => ids.filter((_, at) => !some.includes(at - 1)));
      return predict(network, shorter).map((row) => [...row]);
    },
    gates(text, direction) {
      const branch = branchOf(direction);
      const ids = idsFor(encoder.encode(text).ids, direction === 'backward');
      return gatesOf(steps[branch]!(), weights[branch]!.units, ids, kept[branch]!(ids), direction);
    },
    lastCell(text, direction) {
      const { lstm } = network.branches[branchOf(direction)]!;
      const zeros = new Float32Array(lstm.units);
      const ids = idsFor(encoder.encode(text).ids, direction === 'backward');
      return lstm.states(ids, { h: zeros, c: zeros }).at(-1)!.c;
    },
    predict: (texts) => predictionsOf(network, encoder, texts),
  };
}

const UNKNOWN_ID = 1;

/** Returns what makes LSTMs: WebAssembly, or plain JavaScript where there is none. */
async function lstmMaker(): Promise<(weights: LstmWeights) => Lstm> {
  try {
    return wasmLstms(await compileKernel());
  } catch {
    return plainLstm;
  }
}

/** Returns the curves of the directions. Step 0 of each branch is the special token. */
function curvesOf(
  { branches, probabilities }: Network,
  steps: readonly (readonly Step[])[],
  tokens: number,
): Inference['curves'] {
  const curve = (isReversed: boolean) => {
    const ofDirection = [...branches.keys()].filter((n) => branches[n]!.reversed === isReversed);
    if (ofDirection.length === 0) return undefined;
    return Array.from({ length: tokens }, (_, token) => {
      const step = isReversed ? tokens - token : token + 1;
      return [...probabilities(ofDirection.map((n) => branches[n]!.classify(steps[n]![step]!.pooled)))];
    });
  };
  const [forward, backward] = [curve(false), curve(true)];
  return { ...(forward && { forward }), ...(backward && { backward }) };
}

/** Returns a function that computes a value when it is called first, and keeps it. */
function onFirstCall<T>(compute: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= compute();
    return value;
  };
}

function gatesOf(
  step: ReturnType<typeof lstmStep>,
  units: number,
  ids: readonly number[],
  steps: readonly Step[],
  direction: Direction,
): Gates {
  const order = ids.slice(1).map((_, n) => n + 1);
  if (direction === 'backward') order.reverse();
  return {
    units,
    gates: order.map((at) => step(ids[at]!, steps[at - 1]!.state).gates),
    cells: order.map((at) => steps[at]!.state.c),
    outputs: order.map((at) => steps[at]!.state.h),
    cellsBefore: order.map((at) => steps[at - 1]!.state.c),
  };
}

function predictionsOf(network: Network, encoder: Encoder, texts: readonly string[]): Prediction[] {
  const encoded = texts.map(encoder.encode);
  const probabilities = predict(
    network,
    encoded.map(({ ids }) => ids),
  );
  return encoded.map((text, n) => encoder.describe(text, probabilities[n]!));
}
