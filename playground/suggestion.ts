/** What the page says of how well a fine-tuned model does, in its own names of the systems. */
import { isSignificant } from '../lib/evaluation/compare';
import { accuracy } from './numbers';
import type { Outcome } from './teaching/results';

/** The systems as the page names them. */
export const SYSTEMS: Readonly<Record<Outcome['results'][number]['name'], string>> = {
  'fine-tuned': 'your model',
  'tf-idf': 'n-grams, tf-idf weights',
  nb: 'n-grams, naive Bayes weights',
  'as it was': 'the model as it was',
  'majority class': 'always the most frequent class',
};

/** Fewer validation texts than this measure an accuracy only roughly. */
export const FEW = 100;

/** Returns an accuracy: of few texts as `5 of 6`, of more with its standard error. */
export function rightOn(share: number, standardError: number, texts: number): string {
  if (texts < FEW) return `${Math.round(share * texts)} of ${texts}`;
  return accuracy(share, standardError);
}

/** Returns the result of the fine-tuned model as a sentence without its end. */
export function resultInWords({ results, validationTexts }: Outcome): string {
  const { accuracy: share, standardError } = results[0]!;
  const of = validationTexts.toLocaleString('en-US');
  return validationTexts < FEW
    ? `Right on ${rightOn(share, standardError, validationTexts)} texts that it was not taught`
    : `Right on ${accuracy(share, standardError)} of ${of} texts that it was not taught`;
}

/** Returns how the fine-tuned model compares, with advice if the difference is more than chance. */
export function suggestion({ results, advice, validationTexts }: Outcome): string {
  if (advice.take === 'majority class') return advice.text; // it says that none is good
  const own = results[0]!;
  const others = results.slice(1).filter(({ name }) => name !== 'majority class');
  const best = others.reduce((one, other) => (other.accuracy > one.accuracy ? other : one));
  const right = ({ accuracy: share, standardError }: typeof own) =>
    rightOn(share, standardError, validationTexts);
  const facts = `Your model is right on ${right(own)}, the best other system (${SYSTEMS[best.name]}) on ${right(best)}.`;
  if (!isSignificant(best.advantage)) return `${facts} The difference may be chance: teach it more texts.`;
  if (best.advantage.difference > 0) return `${facts} Take your model.`;
  return `${facts} Take that one, or teach your model more texts: it gains more from them.`;
}
