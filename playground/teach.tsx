import { useState } from 'preact/hooks';
import { download } from './download';
import { FileDrop } from './file-drop';
import { TableChoice } from './table-choice';
import { TaughtModel } from './taught-model';
import { exampleTable } from './teaching/example';
import type { Plan } from './teaching/messages';
import { scoreTable } from './teaching/score-table';
import type { ReadingState } from './use-reader';
import { useTeacher } from './use-teacher';

/** Bytes of a pasted table that are taken for one. */
const PASTED = 'pasted.csv';
const MODEL = /[.]bin$/i;

/** Fine-tuning in the browser: a table, its columns, training, the result. */
export default function Teach({ modelUrl, reader }: { modelUrl: string; reader: ReadingState }) {
  const teacher = useTeacher();
  const [plan, setPlan] = useState<Plan>({ folds: 1, epochs: 8, maxLength: 200 });
  const [scored, setScored] = useState<number>();
  const [fault, setFault] = useState<string>();
  const { table, texts, progress, outcome } = teacher;
  const isLabeled = (texts?.classes.length ?? 0) > 0;
  const isTraining = progress !== undefined;

  const open = async (file: File) => {
    setFault(undefined);
    setScored(undefined);
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (MODEL.test(file.name)) return reader.load({ name: file.name, bytes });
    teacher.open(file.name, bytes);
  };
  const openText = (text: string, name: string) => teacher.open(name, new TextEncoder().encode(text));
  const train = async () => {
    try {
      const response = await fetch(modelUrl);
      teacher.train(new Uint8Array(await response.arrayBuffer()), plan);
    } catch (error) {
      setFault(`The model cannot be loaded: ${(error as Error).message}`);
    }
  };
  const score = async () => {
    if (!texts || !table) return;
    setScored(0);
    try {
      const predictions = await reader.score(texts.texts, setScored);
      const name = table.name.replace(/[.]\w+$/, '');
      download(`${name}-scored.csv`, scoreTable(texts.texts, predictions), 'text/csv');
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  const said = fault ?? teacher.fault;

  return (
    <div class="teaching">
      <FileDrop
        onFile={open}
        onPaste={(text) => openText(text, PASTED)}
        onExample={() => openText(exampleTable(), 'example.csv')}
        isDisabled={isTraining}
      />
      {said && (
        <p class="error" role="alert">
          {said}
        </p>
      )}
      {table && <TableChoice table={table} texts={texts} onChoose={teacher.choose} isDisabled={isTraining} />}
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
              <option value={3}>all texts, in 3 folds (4 times as long)</option>
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
            epochs
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
            <button type="button" class="primary" onClick={train}>
              Teach it {texts.count.toLocaleString('en-US')} texts
            </button>
          )}
          {isTraining && (
            <button type="button" onClick={teacher.stop}>
              Stop
            </button>
          )}
          {!isTraining && (
            <button type="button" disabled={!reader.model} onClick={score}>
              Score these texts with “{reader.model?.name}”
            </button>
          )}
          {scored !== undefined && (
            <span role="status" class="hint">
              {scored < texts.count
                ? `Scored ${scored.toLocaleString('en-US')} of ${texts.count.toLocaleString('en-US')}`
                : 'Scored and saved'}
            </span>
          )}
        </p>
      )}
      {progress && (
        <div class="progress">
          <progress
            aria-label="Training"
            {...(progress.total > 0 && { value: progress.done, max: progress.total })}
          />
          <span class="hint">{progress.note || 'training'}</span>
        </div>
      )}
      {outcome && <TaughtModel outcome={outcome} reader={reader} modelUrl={modelUrl} />}
    </div>
  );
}

/** Returns the number in an input, within its limits. */
function numberIn({ value, min, max }: HTMLInputElement): number {
  return Math.max(Number(min), Math.min(Number(max), Math.round(Number(value)) || Number(min)));
}
