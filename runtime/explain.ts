import { type Encoder, type Prediction, requireText } from './encoder';
import { type Network, predict } from './network';
import { tokensWithPlaces } from './tokens';
import { truncated } from './truncation';

/** A prediction, and how each word changes it. */
export interface Explanation extends Prediction {
  /** The words and punctuation marks, in their order. */
  tokens: ExplainedToken[];
}

/** A word or punctuation mark of a text. */
export interface ExplainedToken {
  /** In lower case, as the model reads it. */
  token: string;
  /** Where it is in the text. */
  start: number;
  end: number;
  /** Whether the model knows it. */
  known: boolean;
  /**
   * How much lower the probability of the label is without the token; negative if the token speaks
   * against the label. 0 if there is no label.
   */
  effect: number;
}

/**
 * Returns how each token changes the prediction, by leaving it out (erasure, Li et al. 2016). A
 * text of n tokens takes as long as n + 1 texts.
 *
 * @throws TypeError for what is no string
 */
export function explain(encoder: Encoder, network: Network, text: string): Explanation {
  requireText(text);
  const encoded = encoder.encode(text);
  const { ids } = encoded;
  const tokens = truncated(tokensWithPlaces(text), encoder.maxLength);
  const [all] = predict(network, [ids]);
  const prediction = encoder.describe(encoded, all!);
  const { label, probability } = prediction;
  const column = label === null ? -1 : encoder.classes.indexOf(label);
  const without =
    label === null
      ? []
      : predict(
          network,
          tokens.map((_, n) => ids.filter((_, at) => at !== n + 1)),
        );
  return {
    ...prediction,
    tokens: tokens.map((token, n) => ({
      ...token,
      known: ids[n + 1] !== 1,
      effect: label === null ? 0 : probability - without[n]![column]!,
    })),
  };
}
