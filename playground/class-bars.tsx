import { percent, points } from './numbers';
import { inWords } from './prediction-line';
import type { Known, LoadedModel } from './use-inference';

/** The probability of each class. A click on one draws its curve. */
export function ClassBars(props: {
  model: LoadedModel | undefined;
  progress: number;
  known: Known | undefined;
  classes: readonly string[];
  column: number;
  onColumn(name: string): void;
  /** What went wrong. */
  error: string | undefined;
  /** A class that a link asks for and the model lacks. */
  missing: string | undefined;
  /** Goes back to the first model. Undefined: it is in use. */
  onFirstModel: (() => void) | undefined;
}) {
  const { model, progress, known, classes, column, onColumn, error, missing, onFirstModel } = props;
  const { label, reason } = known?.inference.prediction ?? { label: null };
  const probabilities = known?.inference.probabilities ?? [];
  const changed = known?.leftOut?.probabilities;
  return (
    <div class="classes">
      <p class="verdict" role="status">
        {!model && error ? (
          'There is no model'
        ) : !model ? (
          <>
            Loading the model{' '}
            <progress aria-label="Model loaded" value={progress} max={1}>
              {percent(progress)}
            </progress>
          </>
        ) : label !== null ? (
          <>
            <strong>{label}</strong> {percent(Math.max(...probabilities))}
            {changed && <small> · without the words left out: {inWords(changed, classes)}</small>}
          </>
        ) : (
          <>No label: {reason ?? 'there is no text'}</>
        )}
      </p>
      {model && onFirstModel && (
        <p class="using" role="status">
          The model in use is <b>{model.name}</b>.{' '}
          <button type="button" onClick={onFirstModel}>
            Back to the first
          </button>
        </p>
      )}
      <div role="radiogroup" aria-label="Class whose probability is drawn">
        {classes.map((name, n) => {
          const probability = probabilities[n] ?? 0;
          const without = changed?.[n];
          return (
            <label key={name} class={n === column ? 'bar selected' : 'bar'}>
              <input type="radio" name="class" checked={n === column} onChange={() => onColumn(name)} />
              <span class="name">{name}</span>
              <span class="track">
                <span class="fill" style={{ width: `${100 * probability}%` }} />
                {without !== undefined && <span class="ghost" style={{ left: `${100 * without}%` }} />}
              </span>
              <span class="value">
                {probabilities.length > 0 ? percent(probability) : '–'}
                {without !== undefined && <small>{points(without - probability)}</small>}
              </span>
            </label>
          );
        })}
      </div>
      {missing && (
        <p class="hint">
          This model has no class “{missing}”: the curve is that of <b>{classes[column]}</b>.
        </p>
      )}
      {changed && (
        <p class="hint">
          <span class="ghost" /> without the words left out
        </p>
      )}
      <p class="hint">
        Words in{' '}
        <mark class="up" style={{ '--strength': 0.8 }}>
          blue
        </mark>{' '}
        speak for <b>{classes[column]}</b>, in{' '}
        <mark class="down" style={{ '--strength': 0.8 }}>
          orange
        </mark>{' '}
        against it. A <span class="unknown">dotted</span> word is unknown. Punctuation counts, too.
      </p>
    </div>
  );
}
