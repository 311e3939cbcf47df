/** A page that uses everything of `sentiment-lab/browser`: the content of its `main.js`. */

/** What the page shows, as JSON, in its element `output`. */
export interface ShownByPage {
  /** The number of texts that it has read. */
  read: number;
  /** The label that the bundled model predicts for `sentence`. */
  before: string;
  /** The systems that fine-tuning has compared. */
  systems: string[];
  /** The label that the fine-tuned model predicts for a text of the class `good`. */
  after: string;
  error?: string;
}

/**
 * Returns the page's program.
 *
 * @param model the URL of the bundled model's file
 * @param sentence what the bundled model classifies
 */
export function browserProgram(model: string, sentence: string): string {
  return `
    import { setBackend } from '@tensorflow/tfjs';
    import { bytesSource, createClassifier, finetune, partsAtUrl, readTexts, ready } from 'sentiment-lab/browser';
    const show = (answer) => {
      const textContent = JSON.stringify(answer);
      document.body.append(Object.assign(document.createElement('output'), { textContent }));
    };
    async function main() {
      await setBackend('cpu');
      await ready();
      const bytes = new TextEncoder().encode(${JSON.stringify(labeledTexts(24))});
      const { texts } = await readTexts([{ source: bytesSource('texts.csv', bytes) }]);
      const classifier = createClassifier(await partsAtUrl(new URL('${model}', location.href).href));
      const [before] = await classifier.predict(['${sentence}']);
      const { parts, results } = await finetune(classifier, texts, { folds: 1, epochs: 1, validationShare: 0.3 });
      const [after] = await createClassifier(parts).predict(['a good story']);
      show({ read: texts.length, before: before.label, systems: results.map(({ name }) => name), after: after.label });
    }
    main().catch((error) => show({ error: error.stack }));`;
}

/** Returns a table of texts with the labels `good` and `bad`, as CSV. */
export function labeledTexts(count: number): string {
  const words = [
    ['a good story', 'a lovely film', 'wonderful music', 'great fun'],
    ['a bad story', 'a boring film', 'awful music', 'terrible and dull'],
  ];
  const rows = Array.from({ length: count }, (_, n) => [
    `${words[n % 2]![(n >> 1) % 4]} in town ${n}`,
    ['good', 'bad'][n % 2],
  ]);
  return [['text', 'label'], ...rows].map((row) => `${row.join(',')}\n`).join('');
}

/** Returns what is wrong with what the page shows; undefined if nothing is. */
export function faultOfPage({ read, before, systems = [], after, error }: ShownByPage): string | undefined {
  if (error) return error;
  if (read !== 24) return `it has read ${read} texts, not 24`;
  if (before !== 'positive') return `the bundled model says ${before}`;
  if (!['fine-tuned', 'tf-idf', 'nb'].every((name) => systems.includes(name)))
    return `it has compared only ${systems.join(', ')}`;
  return ['good', 'bad'].includes(after) ? undefined : `the fine-tuned model says ${after}`;
}
