/** The model in its worker, as a hook: what it says of the present text. */
import { proxy, type Remote, releaseProxy, wrap } from 'comlink';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Prediction } from '../runtime/encoder';
import type { Direction, Gates, Inference } from './inference/model';
import type { FoundUnit } from './inference/probes';
import { startWorker } from './inference/start-worker';
import type { InferenceWorker, ModelSource } from './inference/worker';
import workerUrl from './inference/worker?worker&url';

/** The model that is loaded. */
export interface LoadedModel {
  name: string;
  classes: readonly string[];
  directions: readonly Direction[];
}

/** What is known of a text. */
export interface Known {
  text: string;
  /** The classes of the model that has read it. */
  classes: readonly string[];
  inference: Inference;
  /** The probabilities without each token, `[tokens][classes]`: those computed so far. */
  without: readonly (readonly number[] | undefined)[];
  /** The probabilities without the tokens that are left out. */
  leftOut?: { positions: readonly number[]; probabilities: readonly number[] };
  gates: Partial<Record<Direction, Gates>>;
}

/** What the page knows from the worker, and what it may ask. */
export interface InferenceState {
  model?: LoadedModel;
  /** The share of the model that has come, 0 to 1. */
  progress: number;
  known?: Known;
  units: readonly FoundUnit[];
  error?: string;
  read(text: string): void;
  leaveOut(positions: readonly number[]): void;
  askGates(direction: Direction): void;
  askUnits(): void;
  /** Loads a model once those that were asked for before have come. If it fails, they stay. */
  load(source: ModelSource): void;
  /**
   * Resolves to the predictions for texts, all by the model that is loaded now.
   *
   * @param onProgress receives how many texts are done
   * @throws the signal's reason if it is aborted
   */
  score(
    texts: readonly string[],
    signal: AbortSignal,
    onProgress: (done: number) => void,
  ): Promise<Prediction[]>;
}

/** Longer texts take too long to leave out each of their words. */
const MOST_EXPLAINED = 300;
/** The tokens in a batch of texts that lack a word each. A newer text waits for one batch. */
const BATCH_TOKENS = 2600;
const SCORED_AT_ONCE = 64;

/** A model in the worker, and what the page shows of it. */
interface OpenedModel {
  remote: Awaited<ReturnType<Remote<InferenceWorker>['open']>>;
  shown: LoadedModel;
  /** How many scorings use it. */
  scorings: number;
}

/** Starts the worker with the model of a URL. */
export function useInference(modelUrl: string): InferenceState {
  const worker = useRef<Remote<InferenceWorker>>(undefined);
  const opened = useRef<OpenedModel>(undefined);
  const loads = useRef(Promise.resolve());
  const text = useRef('');
  const newest = useRef(0); // counts texts: what comes for older ones is late
  const newestLeftOut = useRef(0);
  const [model, setModel] = useState<LoadedModel>();
  const [progress, setProgress] = useState(0);
  const [known, setKnown] = useState<Known>();
  const [units, setUnits] = useState<readonly FoundUnit[]>([]);
  const [error, setError] = useState<string>();

  const fail = (reason: Error) => setError(reason.message);
  const add = (more: (before: Known) => Partial<Known>) =>
    setKnown((before) => before && { ...before, ...more(before) });

  const read = useCallback((next: string) => {
    text.current = next;
    newest.current++;
    if (opened.current) readBy(opened.current, next).catch(fail); // else it is read once there is one
  }, []);

  const readBy = async ({ remote, shown }: OpenedModel, next: string) => {
    const n = newest.current;
    const start = performance.now();
    const inference = await remote.read(next);
    if (n !== newest.current) return;
    performance.measure('key-to-curve', { start });
    setKnown({ text: next, classes: shown.classes, inference, without: [], gates: {} });
    const { length } = inference.tokens;
    if (inference.prediction.label === null || length > MOST_EXPLAINED) return;
    const atOnce = Math.max(1, Math.floor(BATCH_TOKENS / (length + 1)));
    for (let from = 0; from < length; from += atOnce) {
      const positions = Array.from({ length: Math.min(atOnce, length - from) }, (_, at) => [from + at]);
      const rows = await remote.without(next, positions);
      if (n !== newest.current) return;
      add(({ without }) => ({ without: [...without, ...rows] }));
    }
    performance.measure('leave-one-out', { start });
  };

  /** Frees the memory of a model that is no longer used. */
  const release = (model: OpenedModel) => {
    if (model !== opened.current && model.scorings === 0) model.remote[releaseProxy]();
  };

  const open = async (source: ModelSource) => {
    const before = opened.current;
    opened.current = undefined;
    newest.current++;
    setModel(undefined);
    setKnown(undefined); // the classes may be others
    setUnits([]);
    setError(undefined);
    try {
      const remote = await worker.current!.open(source, proxy(setProgress));
      const [name, classes, directions] = await Promise.all([remote.name, remote.classes, remote.directions]);
      opened.current = { remote, shown: { name, classes, directions }, scorings: 0 };
      if (before) release(before);
      performance.mark('model-loaded');
    } catch (reason) {
      opened.current = before;
      fail(reason as Error);
    }
    setModel(opened.current?.shown);
    read(text.current);
  };
  const load = useCallback((source: ModelSource) => {
    loads.current = loads.current.then(() => open(source));
  }, []);

  useEffect(() => {
    const started = startWorker(workerUrl);
    worker.current = wrap(started);
    started.onerror = ({ message }) => setError(message || 'the worker of the model has stopped');
    load({ url: modelUrl });
    return () => started.terminate();
  }, [modelUrl]);

  return {
    model,
    progress,
    known,
    units,
    error,
    read,
    load,
    leaveOut: useCallback((positions) => {
      const [n, asked] = [newest.current, ++newestLeftOut.current];
      if (positions.length === 0 || !opened.current) return add(() => ({ leftOut: undefined }));
      const show = ([probabilities]: number[][]) => {
        if (n !== newest.current || asked !== newestLeftOut.current) return;
        add(() => ({ leftOut: { positions, probabilities: probabilities! } }));
      };
      opened.current.remote.without(text.current, [positions]).then(show).catch(fail);
    }, []),
    askGates: useCallback((direction) => {
      const n = newest.current;
      const show = (found: Gates) => {
        if (n === newest.current) add(({ gates }) => ({ gates: { ...gates, [direction]: found } }));
      };
      opened.current?.remote.gates(text.current, direction).then(show).catch(fail);
    }, []),
    askUnits: useCallback(() => {
      const asked = opened.current;
      const show = (found: FoundUnit[]) => {
        if (asked === opened.current) setUnits(found);
      };
      asked?.remote.findUnits().then(show).catch(fail);
    }, []),
    score: useCallback(async (texts, signal, onProgress) => {
      const by = opened.current;
      if (!by) throw new Error('the model is not loaded yet');
      by.scorings++;
      try {
        const predictions: Prediction[] = [];
        while (predictions.length < texts.length) {
          const next = texts.slice(predictions.length, predictions.length + SCORED_AT_ONCE);
          predictions.push(...(await by.remote.predict(next)));
          signal.throwIfAborted();
          onProgress(predictions.length);
        }
        return predictions;
      } finally {
        by.scorings--;
        release(by);
      }
    }, []),
  };
}
