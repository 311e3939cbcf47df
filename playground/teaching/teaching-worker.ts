/** The worker that teaches: it reads tables, and fine-tunes with tfjs' WebAssembly backend. */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import {
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
import { workerScope } from '../reading/worker-scope';
import type { Outcome, ShownTable, ShownTexts, TeachingAnswer, TeachingRequest } from './messages';
import type { Plan } from './plan';

const scope = workerScope<TeachingRequest, TeachingAnswer>();
const answer = (message: TeachingAnswer) => scope.postMessage(message);

/** The rows that the page shows. */
const SAMPLE = 4;

let file: { name: string; bytes: Uint8Array } | undefined;
let reviews: Review[] = [];
let stopping: AbortController | undefined;

scope.onmessage = ({ data }) => {
  if (data.kind === 'stop') return stopping?.abort();
  handle(data).catch((error: Error) =>
    answer(error.name === 'AbortError' ? { kind: 'stopped' } : { kind: 'error', message: forPage(error) }),
  );
};

async function handle(request: Exclude<TeachingRequest, { kind: 'stop' }>): Promise<void> {
  switch (request.kind) {
    case 'open':
      file = { name: request.name, bytes: request.bytes };
      return answer({ kind: 'table', table: await shownTable(await tableOf(file)) });
    case 'texts':
      return answer({ kind: 'texts', texts: await textsOf(request.text, request.label) });
    case 'train':
      return answer({ kind: 'trained', outcome: await train(request.model, request.plan) });
  }
}

/** Returns what an error says, without the flags of commands, which a page does not have. */
function forPage({ message }: Error): string {
  return message.replace(
    /[;,]? ?(?:\n)?(?:Mend them, or l|l)?(?:eave them out|name (?:one|another column)) with --\w+[^.\n]*/g,
    '',
  );
}

function tableOf({ name, bytes }: { name: string; bytes: Uint8Array }): Promise<Table> {
  return openTable(bytesSource(name, bytes));
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

async function textsOf(text: number, label: number | undefined): Promise<ShownTexts> {
  if (!file) throw new Error('there is no table yet');
  if (label === undefined) {
    const texts: string[] = [];
    for await (const rows of (await tableOf(file)).blocks())
      for (const { fields } of rows) texts.push(fields[text] ?? '');
    reviews = [];
    return { count: texts.length, classes: [], examples: [], notes: [], texts };
  }
  const read = await readTexts([{ source: bytesSource(file.name, file.bytes) }], {
    textColumn: `${text + 1}`,
    labelColumn: `${label + 1}`,
  });
  reviews = read.texts.map(({ text, label, source }) => ({ text, label, source }));
  const counts = new Map<string, number>();
  for (const { label = '' } of reviews) counts.set(label, (counts.get(label) ?? 0) + 1);
  return {
    count: reviews.length,
    classes: read.classes.map((name) => [name, counts.get(name) ?? 0] as const),
    examples: read.classes.map((name) => reviews.find((review) => review.label === name)?.text ?? ''),
    notes: read.notes,
    texts: reviews.map((review) => review.text),
  };
}

async function train(model: Uint8Array, plan: Plan): Promise<Outcome> {
  stopping = new AbortController();
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
      signal: stopping.signal,
      progress: (done, total, note = '') => answer({ kind: 'progress', done, total, note }),
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
