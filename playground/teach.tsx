import { useEffect, useRef, useState } from 'preact/hooks';
import { DEFAULT_MODEL } from '../lib/classifier/bundled-model-names';
import { download } from './download';
import type { Example } from './examples';
import { FileDrop } from './file-drop';
import { FineTunedModel } from './fine-tuned-model';
import { resultInWords } from './suggestion';
import { TableChoice } from './table-choice';
import { exampleTable } from './teaching/example';
import { pastedTable } from './teaching/pasted';
import { type Plan, TEACHING } from './teaching/plan';
import type { Outcome, ShownTexts, TextColumns } from './teaching/results';
import { scoreTable } from './teaching/score-table';
import type { InferenceState } from './use-inference';
import { type TeachingState, useTeacher } from './use-teacher';

/** The name of a table that is pasted. */
const PASTED = 'pasted.csv';
const MODEL = /[.]bin$/i;

/** Fine-tuning in the browser: a table, its columns, training, the result. */
export default function Teach(props: {
  modelUrl: string;
  inference: InferenceState;
  /** Receives texts of the reader to try the fine-tuned model with. */
  onExamples(examples: readonly Example[]): void;
}) {
  const { modelUrl, inference, onExamples } = props;
  const teacher = useTeacher();
  const [plan, setPlan] = useState<Plan>(TEACHING);
  const [scored, setScored] = useState<number>();
  const scoring = useRef<AbortController>(undefined);
  const [fault, setFault] = useState<string>();
  const { table, texts, progress, outcome } = teacher;
  const isLabeled = (texts?.classes.length ?? 0) > 0;
  const isTraining = progress !== undefined;
  const isScoring = scored !== undefined && scored < (texts?.count ?? 0);
  const lacking = texts && isLabeled ? lackOf(texts.classes, plan.folds) : undefined;
  const [stop, start] = [useRef<HTMLButtonElement>(null), useRef<HTMLButtonElement>(null)];
  useEffect(() => {
    // the button that had the focus is gone
    if (document.activeElement === document.body) (isTraining ? stop : start).current?.focus();
  }, [isTraining]);

  /** Forgets what was said of the last thing that was done. */
  const startAnew = () => {
    scoring.current?.abort();
    scoring.current = undefined;
    setScored(undefined);
    setFault(undefined);
  };
  const open = async (file: File) => {
    startAnew();
    if (!MODEL.test(file.name)) return teacher.open(file.name, file);
    try {
      inference.load({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
    } catch (error) {
      setFault(`${file.name} cannot be read: ${(error as Error).message}`);
    }
  };
  const openText = (text: string, name: string) => {
    startAnew();
    teacher.open(name, new Blob([text]));
  };
  const choose = (columns: TextColumns) => {
    startAnew();
    teacher.choose(columns);
  };
  const train = () => {
    startAnew();
    teacher.train(modelUrl, plan);
  };
  const score = async () => {
    if (!texts || !table || scoring.current) return;
    startAnew();
    const stopping = new AbortController();
    scoring.current = stopping;
    setScored(0);
    try {
      const predictions = await inference.score(texts.texts, stopping.signal, setScored);
      download(scoredName(table.name), scoreTable(texts.texts, predictions), 'text/csv');
      scoring.current = undefined;
    } catch (error) {
      if (stopping.signal.aborted) return;
      startAnew();
      setFault((error as Error).message);
    }
  };
  const said = fault ?? teacher.fault;

  return (
    <div class="teaching">
      <FileDrop
        onFile={open}
        onPaste={(text) => openText(pastedTable(text), PASTED)}
        onExample={() => openText(exampleTable(), 'example.csv')}
        isDisabled={isTraining}
      />
      {table && <TableChoice table={table} texts={texts} onChoose={choose} isDisabled={isTraining} />}
      {texts && isLabeled && (
        <fieldset class="plan" disabled={isTraining}>
          <legend>Training</legend>
          <label>
            Check it on{' '}
            <select
              value={plan.folds}
              onChange={({ currentTarget }) => setPlan({ ...plan, folds: Number(currentTarget.value) })}
            >
              <option value={1}>a fifth of the texts</option>
              <option value={3}>all texts, in 3 folds: trains on 2/3 of them 3 times, then on all</option>
            </select>
          </label>
          <label>
            At most{' '}
            <input
              type="number"
              min={1}
              max={50}
              value={plan.epochs}
              onChange={({ currentTarget }) => setPlan({ ...plan, epochs: numberIn(currentTarget) })}
            />{' '}
            epochs (times that it reads the texts)
          </label>
          <label>
            Cut texts at{' '}
            <input
              type="number"
              min={5}
              max={800}
              value={plan.maxLength}
              onChange={({ currentTarget }) => setPlan({ ...plan, maxLength: numberIn(currentTarget) })}
            />{' '}
            words
          </label>
        </fieldset>
      )}
      {texts && (
        <p class="more">
          {isLabeled && !isTraining && (
            <button
              type="button"
              class="primary"
              ref={start}
              disabled={lacking !== undefined}
              aria-describedby={lacking ? 'lacking' : undefined}
              onClick={train}
            >
              Teach it {texts.count.toLocaleString('en-US')} texts
            </button>
          )}
          {isTraining && (
            <button type="button" ref={stop} onClick={teacher.stop}>
              Stop
            </button>
          )}
          {!isTraining && (
            <button type="button" disabled={!inference.model} aria-disabled={isScoring} onClick={score}>
              Score these texts with{' '}
              {inference.model && inference.model.name !== DEFAULT_MODEL
                ? `“${inference.model.name}”`
                : 'the first model'}
            </button>
          )}
          {lacking && !isTraining && (
            <span id="lacking" class="hint">
              {lacking}
            </span>
          )}
          {scored !== undefined && table && (
            <span role="status" class="hint">
              {scored < texts.count
                ? `Scored ${scored.toLocaleString('en-US')} of ${texts.count.toLocaleString('en-US')}`
                : `Saved as ${scoredName(table.name)}: ${texts.count.toLocaleString('en-US')} texts with labels and probabilities`}
            </span>
          )}
        </p>
      )}
      {said && (
        <p class="error" role="alert">
          {said}
        </p>
      )}
      {progress && (
        <div class="progress">
          <progress
            aria-label="Training"
            {...(progress.total > 0 && { value: progress.done, max: progress.total })}
          />
          <span class="hint">{progressInWords(progress)}</span>
        </div>
      )}
      <p role="status" class="hidden">
        {outcome && resultInWords(outcome)}
      </p>
      {outcome && (
        <FineTunedModel
          outcome={outcome}
          inference={inference}
          modelUrl={modelUrl}
          onUse={() => onExamples(examplesOf(outcome, texts))}
        />
      )}
    </div>
  );
}

/** Of fewer texts, a fifth is none. */
const LEAST_CHECKED = 3;

/** Returns what is missing to teach it these classes; undefined if nothing is. */
function lackOf(classes: ShownTexts['classes'], folds: number): string | undefined {
  if (classes.length < 2) return `All texts are “${classes[0]![0]}”: teaching needs two labels or more.`;
  const [rarest, count] = classes.reduce((least, one) => (one[1] < least[1] ? one : least));
  if (folds > 1 && count < folds)
    return `“${rarest}” has ${count} ${count === 1 ? 'text' : 'texts'}: checking in ${folds} folds needs ${folds} of each label.`;
  if (folds === 1 && Math.max(...classes.map(([, count]) => count)) < LEAST_CHECKED)
    return `To check it, a label needs ${LEAST_CHECKED} texts or more.`;
  return undefined;
}

/** The most texts that are offered to try the model with, and the length of their names. */
const MOST_EXAMPLES = 6;
const LONGEST_NAME = 28;

/** Returns texts to try the fine-tuned model with: first validation texts that it got wrong. */
function examplesOf({ mistakes }: Outcome, texts: ShownTexts | undefined): Example[] {
  const wrong = mistakes.slice(0, MOST_EXAMPLES / 2).map(({ text, label }) => [text, label] as const);
  const some = (texts?.classes ?? []).map(([label], n) => [texts!.examples[n]!, label] as const);
  return [...new Map([...wrong, ...some])].slice(0, MOST_EXAMPLES).map(([text, people]) => ({
    name: text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1).trimEnd()}…` : text,
    text,
    people,
  }));
}

function scoredName(table: string): string {
  return `${table.replace(/[.]\w+$/, '')}-scored.csv`;
}

function progressInWords({ done, total, note }: NonNullable<TeachingState['progress']>): string {
  if (total === 0) return note || 'training';
  const loss = note.includes('loss') ? ' (how wrong it is: it should fall)' : '';
  return `${Math.round((100 * done) / total)} % done${note && `: ${note}${loss}`}`;
}

/** Returns the number in an input, within its limits. */
function numberIn({ value, min, max }: HTMLInputElement): number {
  return Math.max(Number(min), Math.min(Number(max), Math.round(Number(value)) || Number(min)));
}
