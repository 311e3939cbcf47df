/** The worker that reads texts. A newer text interrupts what is computed for an older one. */

import { fetchModel } from './fetch-model';
import type { ReadingAnswer, ReadingRequest } from './messages';
import { type OpenModel, openModel, type Reading } from './model';
import { findUnits } from './probes';
import { workerScope } from './worker-scope';

const scope = workerScope<ReadingRequest, ReadingAnswer>();
const answer = (message: ReadingAnswer) => scope.postMessage(message);

/** Longer texts take too long to leave out each of their words. */
export const MOST_EXPLAINED = 300;
/** The tokens in a batch of texts that lack a word each. Between two batches, messages are read. */
const BATCH_TOKENS = 2600;
/** The share of the model between two reports. */
const PROGRESS_STEP = 0.04;
const SCORED_AT_ONCE = 64;

let model: OpenModel | undefined;
let newest = 0;

scope.onmessage = ({ data }) => {
  if (data.kind === 'read') newest = data.n;
  handle(data).catch((error: Error) => answer({ kind: 'error', message: error.message }));
};

async function handle(request: ReadingRequest): Promise<void> {
  if (request.kind === 'load') return load(request.model);
  if (!model) {
    if (request.kind === 'score') throw new Error('the model is not loaded yet');
    return; // once it is loaded, the page asks again
  }
  switch (request.kind) {
    case 'read':
      return read(model, request.text, request.n);
    case 'without': {
      const { n, text, positions } = request;
      const [probabilities] = model.without(text, [positions]);
      return answer({ kind: 'without', n, positions, probabilities: probabilities! });
    }
    case 'gates': {
      const { n, text, direction } = request;
      return answer({ kind: 'gates', n, direction, gates: model.gates(text, direction) });
    }
    case 'units':
      return answer({ kind: 'units', units: findUnits(model) });
    case 'score':
      return score(model, request.texts);
  }
}

async function load(from: (ReadingRequest & { kind: 'load' })['model']): Promise<void> {
  let told = 0;
  const report = (bytes: number, total: number) => {
    if (bytes - told < total * PROGRESS_STEP) return;
    told = bytes;
    answer({ kind: 'loading', bytes, total });
  };
  try {
    const bytes = from.bytes ?? (await fetchModel(from.url, report));
    model = await openModel(bytes, 'name' in from ? from.name : 'the model');
  } finally {
    if (model) {
      const { name, classes, directions } = model; // the one before, if this one cannot be opened
      answer({ kind: 'loaded', name, classes, directions });
    }
  }
}

async function read(model: OpenModel, text: string, n: number): Promise<void> {
  const started = performance.now();
  const reading = model.read(text);
  answer({ kind: 'reading', n, milliseconds: performance.now() - started, ...reading });
  if (reading.prediction.label !== null && reading.tokens.length <= MOST_EXPLAINED)
    await explain(model, text, reading, n);
}

/** Sends what the model says without each word, batch after batch. */
async function explain(model: OpenModel, text: string, { tokens }: Reading, n: number): Promise<void> {
  const atOnce = Math.max(1, Math.floor(BATCH_TOKENS / (tokens.length + 1)));
  const started = performance.now();
  for (let from = 0; from < tokens.length; from += atOnce) {
    await messagesRead();
    if (n !== newest) return;
    const positions = tokens.slice(from, from + atOnce).map((_, at) => [from + at]);
    const without = model.without(text, positions);
    const isLast = from + atOnce >= tokens.length;
    answer({
      kind: 'effects',
      n,
      from,
      without,
      ...(isLast && { milliseconds: performance.now() - started }),
    });
  }
}

async function score(model: OpenModel, texts: readonly string[]): Promise<void> {
  for (let from = 0; from < texts.length; from += SCORED_AT_ONCE) {
    await messagesRead();
    const predictions = model.predict(texts.slice(from, from + SCORED_AT_ONCE));
    answer({ kind: 'scored', predictions, done: from + predictions.length, total: texts.length });
  }
}

/** Lets the messages in that have come meanwhile. */
function messagesRead(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
