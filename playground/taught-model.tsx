import { download } from './download';
import { accuracy } from './numbers';
import type { Outcome } from './teaching/messages';
import type { ReadingState } from './use-reader';

const NAMES: Readonly<Record<Outcome['results'][number]['name'], string>> = {
  'fine-tuned': 'your model',
  'tf-idf': 'n-grams, tf-idf',
  nb: 'n-grams, naive Bayes weights',
  'as it was': 'the model as it was',
  'majority class': 'always the most frequent class',
};

/** How good a taught model is, and what one can do with it. */
export function TaughtModel(props: { outcome: Outcome; reader: ReadingState; modelUrl: string }) {
  const { outcome, reader, modelUrl } = props;
  const { results, validationTexts, folds, texts, epochs, newWords, seconds, advice, file } = outcome;
  const isUsed = reader.model?.name === NAME;
  return (
    <div class="outcome">
      <h3>
        {accuracy(results[0]!.accuracy, results[0]!.standardError)} on{' '}
        {validationTexts.toLocaleString('en-US')} texts that it was not taught
      </h3>
      <table>
        <thead>
          <tr>
            <th scope="col">system</th>
            <th scope="col">accuracy ± standard error</th>
          </tr>
        </thead>
        <tbody>
          {results.map(({ name, accuracy: share, standardError }) => (
            <tr key={name}>
              <th scope="row">{NAMES[name]}</th>
              <td>
                <span class="track">
                  <span class="fill" style={{ width: `${100 * share}%` }} />
                </span>{' '}
                {accuracy(share, standardError)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>{advice}</p>
      {validationTexts < FEW && (
        <p>
          {validationTexts} texts say little: another {validationTexts} could say something else. Give it more
          texts, or check it in folds.
        </p>
      )}
      <p class="hint">
        {texts.toLocaleString('en-US')} texts, {epochs} {epochs === 1 ? 'epoch' : 'epochs'},{' '}
        {newWords.toLocaleString('en-US')} new words,{' '}
        {folds > 1 ? `checked in ${folds} folds` : 'checked on a fifth of the texts'}, {seconds.toFixed(0)}{' '}
        seconds.
      </p>
      <p class="more">
        <button
          type="button"
          class="primary"
          aria-pressed={isUsed}
          onClick={() => reader.load(isUsed ? { url: modelUrl } : { name: NAME, bytes: file })}
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

/** Fewer validation texts than this measure an accuracy only roughly. */
const FEW = 100;
/** The name of the taught model. */
const NAME = 'your model';
