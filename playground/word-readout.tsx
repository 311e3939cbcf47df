import { percent, points } from './numbers';
import type { Known } from './use-inference';

/** What is known of the word under the pointer, or of the words that are left out. */
export function WordReadout(props: {
  known: Known | undefined;
  classes: readonly string[];
  column: number;
  active: number | undefined;
  leftOut: readonly number[];
  onClear(): void;
}) {
  const { known, classes, column, active, leftOut, onClear } = props;
  const name = classes[column]!;
  if (!known) return <p class="readout">The words get their colors when the model is here.</p>;
  const { inference } = known;
  const token = active === undefined ? undefined : inference.tokens[active];
  const isShown = known.leftOut && leftOut.length > 0;
  if (token && !(isShown && leftOut.includes(active!))) {
    const { forward, backward } = inference.curves;
    const [before, behind] = [forward?.[active!]?.[column], backward?.[active!]?.[column]];
    const without = known.without[active!]?.[column];
    const whole = inference.probabilities[column];
    return (
      <p class="readout">
        <b>{token.token}</b>
        {!token.known && ' (unknown)'} · {name}: read up to here {before !== undefined && percent(before)}
        {behind !== undefined && <>, read from the end {percent(behind)}</>}
        {without !== undefined && whole !== undefined && (
          <>
            {' '}
            · without it {percent(without)} ({points(without - whole)})
          </>
        )}
      </p>
    );
  }
  if (known.leftOut && leftOut.length > 0) {
    const words = [...leftOut].sort((a, b) => a - b).map((at) => `“${inference.tokens[at]?.token}”`);
    const [whole, without] = [inference.probabilities[column]!, known.leftOut.probabilities[column]!];
    return (
      <p class="readout" role="status">
        Without {words.join(' and ')}: {name} {percent(whole)} → <b>{percent(without)}</b>{' '}
        <button type="button" onClick={onClear}>
          put back
        </button>{' '}
        <span class="hint">or press Escape</span>
      </p>
    );
  }
  return (
    <p class="readout">
      Click words to leave them out: one, or several at once. The curve is the probability of <b>{name}</b>{' '}
      after each word.
    </p>
  );
}
