import { percent } from './numbers';
import type { Known } from './use-inference';

/**
 * The prediction once more, above the words: on a phone the first one is out of sight there. Screen
 * readers have the first one.
 */
export function PredictionLine({ known }: { known: Known | undefined }) {
  if (!known || known.inference.prediction.label === null) return null;
  const { classes, inference, leftOut } = known;
  const changed = leftOut && inWords(leftOut.probabilities, classes);
  return (
    <p class="prediction-line" aria-hidden="true">
      <b>{inWords(inference.probabilities, classes)}</b>
      {changed && <> → {changed}</>}
    </p>
  );
}

/** Returns the class with the highest probability: `negative 51 %`. */
export function inWords(probabilities: readonly number[], classes: readonly string[]): string {
  const most = Math.max(...probabilities);
  return `${classes[probabilities.indexOf(most)]} ${percent(most)}`;
}
