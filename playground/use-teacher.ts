/** The worker that teaches, as a hook. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { startWorker } from './reading/start-worker';
import type {
  Outcome,
  Plan,
  ShownTable,
  ShownTexts,
  TeachingAnswer,
  TeachingRequest,
} from './teaching/messages';
import workerUrl from './teaching/teaching-worker?worker&url';

/** What the page knows from the worker, and what it may ask. */
export interface TeachingState {
  table?: ShownTable;
  texts?: ShownTexts;
  /** While it trains. */
  progress?: { done: number; total: number; note: string };
  outcome?: Outcome;
  fault?: string;
  open(name: string, bytes: Uint8Array): void;
  choose(text: number, label: number | undefined): void;
  train(model: Uint8Array, plan: Plan): void;
  stop(): void;
}

/** Starts the worker. */
export function useTeacher(): TeachingState {
  const worker = useRef<Worker | undefined>(undefined);
  const [table, setTable] = useState<ShownTable>();
  const [texts, setTexts] = useState<ShownTexts>();
  const [progress, setProgress] = useState<TeachingState['progress']>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [fault, setFault] = useState<string>();
  const ask = (request: TeachingRequest) => {
    setFault(undefined);
    worker.current?.postMessage(request);
  };
  const choose = (text: number, label: number | undefined) => {
    setTexts(undefined);
    ask({ kind: 'texts', text, label });
  };

  useEffect(() => {
    const started = startWorker(workerUrl);
    worker.current = started;
    started.onmessage = ({ data }: MessageEvent<TeachingAnswer>) => {
      switch (data.kind) {
        case 'table': {
          const { text, label } = data.table;
          setTable(data.table);
          if (text !== undefined) choose(text, label);
          return;
        }
        case 'texts':
          return setTexts(data.texts);
        case 'progress':
          return setProgress(data);
        case 'trained':
          setProgress(undefined);
          return setOutcome(data.outcome);
        case 'stopped':
          return setProgress(undefined);
        case 'error':
          setProgress(undefined);
          return setFault(data.message);
      }
    };
    started.onerror = ({ message }) => {
      setProgress(undefined);
      setFault(message || 'the worker that teaches has stopped');
    };
    return () => started.terminate();
  }, []);

  return {
    table,
    texts,
    progress,
    outcome,
    fault,
    open(name, bytes) {
      setTable(undefined);
      setTexts(undefined);
      ask({ kind: 'open', name, bytes });
    },
    choose,
    train(model, plan) {
      setOutcome(undefined);
      setProgress({ done: 0, total: 0, note: 'preparing' });
      ask({ kind: 'train', model, plan });
    },
    stop: () => worker.current?.postMessage({ kind: 'stop' } satisfies TeachingRequest),
  };
}
