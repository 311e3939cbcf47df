/**
 * The worker that teaches: it reads tables, and fine-tunes with tfjs' WebAssembly backend. The page
 * calls its functions by comlink.
 */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { expose, proxy } from 'comlink';
import {
  type ByteSource,
  bytesSource,
  chooseColumns,
  finetune,
  modelFileOf,
  openTable,
  partsOfModelFile,
  type Review,
  readTexts,
  ready,
  type Table,
  tf,
} from '../../lib/browser';
import type { Plan } from './plan';
import type { Outcome, ShownTable, ShownTexts, TextColumns } from './results';

/** The rows that the page shows. */
const SAMPLE = 4;

/** What the page calls while it trains. */
type OnProgress = (done: number, total: number, note: string) => void;

const worker = {
  /**
   * Opens a table. It stays in the worker, and the page gets a proxy of it.
   *
   * @throws when it cannot be read, or is no table
   */
  async open(name: string, content: Blob) {
    const source = bytesSource(name, new Uint8Array(await content.arrayBuffer()));
    const shown = await shownTable(await openTable(source));
    const textsIn = keepingLast((columns) => readColumns(source, columns));
    let stopping: AbortController | undefined;
    return proxy({
      shown,
      /** Returns the texts of two columns. */
      async texts(columns: TextColumns): Promise<ShownTexts> {
        return (await textsIn(columns)).shown;
      },
      /**
       * Fine-tunes a model on the texts of two columns.
       *
       * @throws an `AbortError` if it is stopped
       */
      async train(columns: TextColumns, model: Uint8Array, plan: Plan, onProgress: OnProgress) {
        stopping = new AbortController();
        const { reviews } = await textsIn(columns);
        return train(reviews, model, plan, stopping.signal, onProgress);
      },
      stop: () => stopping?.abort(),
    });
  },
};

/** What the page may call. */
export type TeachingWorker = typeof worker;

expose(worker);

/** Returns a function that reads columns, and keeps those that it has read last. */
function keepingLast(read: (columns: TextColumns) => Promise<ReadColumns>): typeof read {
  let last: (TextColumns & { read: Promise<ReadColumns> }) | undefined;
  return (columns) => {
    if (last?.text !== columns.text || last.label !== columns.label)
      last = { ...columns, read: read(columns) };
    return last.read;
  };
}

async function shownTable(table: Table): Promise<ShownTable> {
  const { name, columns, hasHeader, sample, readAs } = table;
  const found = await chooseColumns(table, {}).catch(() =>
    chooseColumns(table, {}, false).catch(() => undefined),
  );
  return {
    name,
    columns: columns.map((column, at) => (hasHeader && column !== '' ? column : `column ${at + 1}`)),
    sample: sample.slice(0, SAMPLE).map(({ fields }) => fields),
    text: found?.text[0],
    label: found?.label,
    readAs,
  };
}

/** The texts of two columns: for the page, and for training. */
interface ReadColumns {
  shown: ShownTexts;
  /** Empty if they have no labels. */
  reviews: Review[];
}

async function readColumns(source: ByteSource, columns: TextColumns): Promise<ReadColumns> {
  const { text, label } = columns;
  if (label === undefined) {
    const texts: string[] = [];
    for await (const rows of (await openTable(source)).blocks())
      for (const { fields } of rows) texts.push(fields[text] ?? '');
    const shown = { columns, count: texts.length, classes: [], examples: [], notes: [], texts };
    return { shown, reviews: [] };
  }
  const read = await readTexts([{ source }], {
    textColumn: `${text + 1}`,
    labelColumn: `${label + 1}`,
  });
  const reviews = read.texts.map(({ text, label, source }) => ({ text, label, source }));
  const counts = new Map<string, number>();
  for (const { label = '' } of reviews) counts.set(label, (counts.get(label) ?? 0) + 1);
  const shown = {
    columns,
    count: reviews.length,
    classes: read.classes.map((name) => [name, counts.get(name) ?? 0] as const),
    examples: read.classes.map((name) => reviews.find((review) => review.label === name)?.text ?? ''),
    notes: read.notes,
    texts: reviews.map((review) => review.text),
  };
  return { shown, reviews };
}

async function train(
  reviews: readonly Review[],
  model: Uint8Array,
  plan: Plan,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Outcome> {
  const started = performance.now();
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': simd, // asked for, but pages of static sites have no threads
  });
  await tf.setBackend('wasm');
  await ready();
  const from = await partsOfModelFile(model, 'the model');
  try {
    const tuned = await finetune(from, reviews, {
      ...plan,
      signal,
      progress: (done, total, note = '') => onProgress(done, total, note),
    });
    const { parts, advice, results, texts, validationTexts, wrong, epochs: trained, newWords } = tuned;
    const bytes = await modelFileOf(parts, 'your model');
    parts.model.dispose();
    const seconds = (performance.now() - started) / 1000;
    return {
      results,
      texts,
      validationTexts,
      folds: tuned.folds,
      epochs: trained,
      newWords,
      advice,
      mistakes: wrong.map(({ at, label, predicted }) => ({ text: reviews[at]!.text, label, predicted })),
      seconds,
      file: bytes,
    };
  } finally {
    from.model.dispose();
  }
}
