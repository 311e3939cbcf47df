/** The worker that reads, as a hook: what it has said of the present text. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Prediction } from '../runtime/reader';
import type { ReadingAnswer, ReadingRequest } from './reading/messages';
import type { Direction, Gates, Reading } from './reading/model';
import type { FoundUnit } from './reading/probes';
import { startWorker } from './reading/start-worker';
import workerUrl from './reading/worker?worker&url';

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
  reading: Reading;
  /** The probabilities without each token, `[tokens][classes]`: those computed so far. */
  without: readonly (readonly number[] | undefined)[];
  /** The probabilities without the tokens that are left out. */
  leftOut?: { positions: readonly number[]; probabilities: readonly number[] };
  gates: Partial<Record<Direction, Gates>>;
}

/** What the page knows from the worker, and what it may ask. */
export interface ReadingState {
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
  load(model: { url: string } | { name: string; bytes: Uint8Array }): void;
  /** Resolves to the predictions for texts. */
  score(texts: readonly string[], onProgress: (done: number) => void): Promise<Prediction[]>;
}

/** Starts the worker with the model of a URL. */
export function useReader(modelUrl: string): ReadingState {
  const worker = useRef<Worker | undefined>(undefined);
  const n = useRef(0);
  const text = useRef('');
  const classes = useRef<readonly string[]>([]);
  const sentAt = useRef(0);
  const scoring = useRef<((answer: ReadingAnswer) => void) | undefined>(undefined);
  const [model, setModel] = useState<LoadedModel>();
  const [progress, setProgress] = useState(0);
  const [known, setKnown] = useState<Known>();
  const [units, setUnits] = useState<readonly FoundUnit[]>([]);
  const [error, setError] = useState<string>();

  const ask = useCallback((request: ReadingRequest) => worker.current?.postMessage(request), []);
  const read = useCallback((next: string) => {
    text.current = next;
    sentAt.current = performance.now();
    ask({ kind: 'read', n: ++n.current, text: next });
  }, []);
  const load = useCallback((from: { url: string } | { name: string; bytes: Uint8Array }) => {
    setModel(undefined);
    setKnown(undefined); // the classes may be others
    setUnits([]);
    setError(undefined);
    ask({ kind: 'load', model: from });
  }, []);

  useEffect(() => {
    const started = startWorker(workerUrl);
    worker.current = started;
    started.onmessage = ({ data }: MessageEvent<ReadingAnswer>) => {
      if ('n' in data && data.n !== n.current) return;
      switch (data.kind) {
        case 'loading':
          return setProgress(data.total ? data.bytes / data.total : 0);
        case 'loaded':
          performance.mark('model-loaded');
          setError(undefined);
          classes.current = data.classes;
          setModel({ name: data.name, classes: data.classes, directions: data.directions });
          return read(text.current);
        case 'reading':
          performance.measure('key-to-curve', { start: sentAt.current });
          return setKnown({
            text: text.current,
            classes: classes.current,
            reading: data,
            without: [],
            gates: {},
          });
        case 'effects':
          if (data.milliseconds !== undefined)
            performance.measure('leave-one-out', { start: sentAt.current });
          return setKnown((before) => before && { ...before, without: placed(before.without, data) });
        case 'without': {
          const { positions, probabilities } = data;
          return setKnown((before) => before && { ...before, leftOut: { positions, probabilities } });
        }
        case 'gates':
          return setKnown(
            (before) => before && { ...before, gates: { ...before.gates, [data.direction]: data.gates } },
          );
        case 'units':
          return setUnits(data.units);
        case 'scored':
          return scoring.current?.(data);
        case 'error':
          setError(data.message);
          return scoring.current?.(data);
      }
    };
    started.onerror = ({ message }) => setError(message || 'the worker that reads has stopped');
    ask({ kind: 'load', model: { url: modelUrl } });
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
      if (positions.length > 0) ask({ kind: 'without', n: n.current, text: text.current, positions });
      else setKnown((before) => before && { ...before, leftOut: undefined });
    }, []),
    askGates: useCallback((direction) => {
      ask({ kind: 'gates', n: n.current, text: text.current, direction });
    }, []),
    askUnits: useCallback(() => ask({ kind: 'units' }), []),
    score: useCallback((texts, onProgress) => {
      const predictions: Prediction[] = [];
      return new Promise((resolve, reject) => {
        scoring.current = (answer) => {
          if (answer.kind === 'error') return reject(new Error(answer.message));
          if (answer.kind !== 'scored') return;
          predictions.push(...answer.predictions);
          onProgress(answer.done);
          if (answer.done < answer.total) return;
          scoring.current = undefined;
          resolve(predictions);
        };
        ask({ kind: 'score', texts });
      });
    }, []),
  };
}

function placed(
  before: Known['without'],
  { from, without }: ReadingAnswer & { kind: 'effects' },
): Known['without'] {
  const all = [...before];
  for (const [n, row] of without.entries()) all[from + n] = row;
  return all;
}
