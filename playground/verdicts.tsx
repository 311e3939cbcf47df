import { logOddsEffect } from './effect';
import { labelOfPeople } from './examples';
import { percent } from './numbers';
import type { Known } from './use-inference';

/** What a model says of the text. */
export interface Verdict {
  /** The model in a sentence: `the LSTM`. */
  model: string;
  /** Null: it has none. */
  label: string | null;
}

/** Which of the models agree with people, where the text is one of the examples. */
export function AgreementWithPeople({ text, verdicts }: { text: string; verdicts: readonly Verdict[] }) {
  const people = labelOfPeople(text);
  if (people === undefined) return null;
  const right = verdicts.filter(({ label }) => label === people).map(({ model }) => model);
  const count = verdicts.length;
  return (
    <p>
      People say: <b>{people}</b>.{' '}
      {right.length === count
        ? 'All three agree.'
        : right.length === 0
          ? 'All three are wrong here.'
          : `Here ${right.join(' and ')} ${right.length === 1 ? 'is' : 'are'} right, the ${count - right.length === 1 ? 'other is' : 'others are'} wrong.`}
    </p>
  );
}

/** The word that speaks most for or against the label, once the text was read without each word. */
export function MostTelling({ known }: { known: Known }) {
  const { tokens, probabilities } = known.inference;
  const label = probabilities.indexOf(Math.max(...probabilities));
  const whole = probabilities[label];
  if (whole === undefined || tokens.length < 2) return null;
  let most: { token: string; without: number; effect: number } | undefined;
  for (const [at, { token }] of tokens.entries()) {
    const without = known.without[at]?.[label];
    if (without === undefined) return null;
    const effect = Math.abs(logOddsEffect(whole, without));
    if (!most || effect > most.effect) most = { token, without, effect };
  }
  return (
    <p>
      In this text “{most!.token}” counts most: with it, {known.classes[label]} is {percent(whole)}, without
      it {percent(most!.without)}.
    </p>
  );
}
