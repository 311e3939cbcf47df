/** The worker that teaches, as a hook. */
import { proxy, type Remote, releaseProxy, wrap } from 'comlink';
import { useEffect, useRef, useState } from 'preact/hooks';
import { fetchModel } from './inference/fetch-model';
import { startWorker } from './inference/start-worker';
import type { Plan } from './teaching/plan';
import type { Outcome, ShownTable, ShownTexts, TextColumns } from './teaching/results';
import type { TeachingWorker } from './teaching/teaching-worker';
import workerUrl from './teaching/teaching-worker?worker&url';

/** What the page knows from the worker, and what it may ask. */
export interface TeachingState {
  table?: ShownTable;
  /** The texts of the columns that are chosen. */
  texts?: ShownTexts;
  /** While it trains. */
  progress?: { done: number; total: number; note: string };
  outcome?: Outcome;
  fault?: string;
  /** Opens a table, and chooses the columns that look like texts and labels. */
  open(name: string, content: Blob): void;
  choose(columns: TextColumns): void;
  /** Trains the model of a URL on the texts that are shown. */
  train(modelUrl: string, plan: Plan): void;
  stop(): void;
}

/** A table in the worker. */
type OpenedTable = Awaited<ReturnType<Remote<TeachingWorker>['open']>>;

/** Starts the worker. */
export function useTeacher(): TeachingState {
  const worker = useRef<Remote<TeachingWorker>>(undefined);
  const opened = useRef<OpenedTable>(undefined);
  const newest = useRef(0); // counts tables and choices: what comes for older ones is late
  const training = useRef<AbortController>(undefined);
  const [table, setTable] = useState<ShownTable>();
  const [texts, setTexts] = useState<ShownTexts>();
  const [progress, setProgress] = useState<TeachingState['progress']>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [fault, setFault] = useState<string>();

  useEffect(() => {
    const started = startWorker(workerUrl);
    worker.current = wrap(started);
    started.onerror = ({ message }) => {
      training.current = undefined;
      setProgress(undefined);
      setFault(message || 'the worker that teaches has stopped');
    };
    return () => started.terminate();
  }, []);

  const open = async (name: string, content: Blob) => {
    const n = ++newest.current;
    opened.current?.[releaseProxy]();
    opened.current = undefined;
    setTable(undefined);
    setTexts(undefined);
    setFault(undefined);
    try {
      const next = await worker.current!.open(name, content);
      if (n !== newest.current) return next[releaseProxy]();
      opened.current = next;
      const shown = await next.shown;
      if (n !== newest.current) return;
      setTable(shown);
      if (shown.text !== undefined) await choose({ text: shown.text, label: shown.label });
    } catch (error) {
      if (n === newest.current) setFault(forPage(error as Error));
    }
  };

  const choose = async (columns: TextColumns) => {
    const n = ++newest.current;
    setTexts(undefined);
    setFault(undefined);
    try {
      const read = await opened.current!.texts(columns);
      if (n === newest.current) setTexts(read);
    } catch (error) {
      if (n === newest.current) setFault(forPage(error as Error));
    }
  };

  const train = async (modelUrl: string, plan: Plan) => {
    const from = opened.current;
    if (!from || !texts || training.current) return;
    const stopping = new AbortController();
    training.current = stopping;
    stopping.signal.onabort = () => from.stop();
    const isRunning = () => training.current === stopping; // a last report may come late
    const report = (done: number, total: number, note: string) => {
      if (isRunning()) setProgress({ done, total, note });
    };
    setOutcome(undefined);
    setFault(undefined);
    report(0, 0, 'preparing');
    try {
      const model = await fetchModel(modelUrl, () => {});
      stopping.signal.throwIfAborted();
      setOutcome(await from.train(texts.columns, model, plan, proxy(report)));
    } catch (error) {
      if ((error as Error).name !== 'AbortError') setFault(forPage(error as Error));
    }
    training.current = undefined;
    setProgress(undefined);
  };

  return {
    table,
    texts,
    progress,
    outcome,
    fault,
    open,
    choose,
    train,
    stop: () => training.current?.abort(),
  };
}

/** Returns what an error says, without the flags of commands, which a page does not have. */
function forPage({ message }: Error): string {
  return message.replace(
    /[;,]? ?(?:\n)?(?:Mend them, or l|l)?(?:eave them out|name (?:one|another column)) with --\w+[^.\n]*/g,
    '',
  );
}
