import { useEffect, useRef } from 'preact/hooks';
import { download } from './download';
import { FEW, resultInWords, rightOn, SYSTEMS, suggestion } from './suggestion';
import { shortened } from './table-choice';
import type { Outcome } from './teaching/results';
import type { InferenceState } from './use-inference';

/** How good a fine-tuned model is, and what one can do with it. */
export function FineTunedModel(props: {
  outcome: Outcome;
  inference: InferenceState;
  modelUrl: string;
  /** Called when the model will be used. */
  onUse(): void;
}) {
  const { outcome, inference, modelUrl, onUse } = props;
  const { results, validationTexts, folds, texts, epochs, newWords, seconds, mistakes, file } = outcome;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) title.current?.focus();
  }, []);
  const isUsed = inference.model?.name === NAME;
  return (
    <div class="outcome">
      <h3 ref={title} tabIndex={-1}>
        {resultInWords(outcome)}
      </h3>
      <table>
        <thead>
          <tr>
            <th scope="col">system</th>
            <th scope="col">{validationTexts < FEW ? 'right' : 'accuracy ± standard error'}</th>
          </tr>
        </thead>
        <tbody>
          {results.map(({ name, accuracy: share, standardError }) => (
            <tr key={name}>
              <th scope="row">{SYSTEMS[name]}</th>
              <td>
                <span class="track">
                  <span class="fill" style={{ width: `${100 * share}%` }} />
                </span>{' '}
                {rightOn(share, standardError, validationTexts)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{suggestion(outcome)}</p>
      {validationTexts < FEW && (
        <p>
          {validationTexts} texts say little: another {validationTexts} could say something else. Give it more
          texts{folds > 1 ? '' : ', or check it on all texts, in folds'}.
        </p>
      )}
      {mistakes.length > 0 && (
        <details>
          <summary>
            The {mistakes.length === 1 ? 'text' : `${mistakes.length.toLocaleString('en-US')} texts`} that
            your model got wrong
          </summary>
          <ul class="mistakes">
            {mistakes.slice(0, MOST_MISTAKES).map(({ text, label, predicted }, n) => (
              <li key={n}>
                {shortened(text)}{' '}
                <span class="hint">
                  labeled <b>{label}</b>, predicted <b>{predicted}</b>
                </span>
              </li>
            ))}
          </ul>
          {mistakes.length > MOST_MISTAKES && <p class="hint">The first {MOST_MISTAKES} are shown.</p>}
        </details>
      )}
      <p class="hint">
        {texts.toLocaleString('en-US')} texts, read {epochs} {epochs === 1 ? 'time' : 'times'} (epochs),{' '}
        {newWords.toLocaleString('en-US')} new words,{' '}
        {folds > 1 ? `checked in ${folds} folds` : 'checked on a fifth of the texts'}, {seconds.toFixed(0)}{' '}
        seconds.
      </p>
      <p class="more">
        <button
          type="button"
          class="primary"
          aria-pressed={isUsed}
          onClick={() => {
            if (!isUsed) onUse();
            inference.load(isUsed ? { url: modelUrl } : { name: NAME, bytes: file });
          }}
        >
          {isUsed ? 'Go back to the first model' : 'Use it above'}
        </button>
        <button type="button" onClick={() => download('your-model.bin', file, 'application/octet-stream')}>
          Download it ({(file.length / 1e6).toFixed(1)} MB)
        </button>
        <span class="hint">
          Drop it here again to load it, or give it to <code>load</code> of lstm-sentiment.
        </span>
      </p>
    </div>
  );
}

/** The most wrong texts that are shown. */
const MOST_MISTAKES = 50;
/** The name of the fine-tuned model. */
const NAME = 'your model';
