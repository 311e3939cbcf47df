import { useEffect, useRef, useState } from 'preact/hooks';

/** Takes a file that is dropped or chosen, or a table that is pasted. */
export function FileDrop(props: {
  onFile(file: File): void;
  onPaste(text: string): void;
  onExample(): void;
  isDisabled: boolean;
}) {
  const { onFile, onPaste, onExample, isDisabled } = props;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus({ preventScroll: true }), []);
  const [isOver, setOver] = useState(false);
  const [pasted, setPasted] = useState('');
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer?.files[0];
    if (file && !isDisabled) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way to choose a file
    <div
      class={isOver ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label class="file">
        <b>Choose or drop a file</b> with texts and labels: CSV, TSV, JSON, JSON lines or Parquet. Or a model
        (.bin) that you have downloaded here.
        <input
          type="file"
          ref={input}
          disabled={isDisabled}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            if (file) onFile(file);
            currentTarget.value = '';
          }}
        />
      </label>
      <details>
        <summary>Paste a table, or lines</summary>
        <textarea
          aria-label="A table with texts and labels"
          rows={5}
          placeholder={'Never again, ever., bad\nA lovely evening., good'}
          value={pasted}
          onInput={({ currentTarget }) => setPasted(currentTarget.value)}
        />
        <p class="hint">
          A CSV, rows copied from a spreadsheet, or a text on each line with its label behind the last comma.
        </p>
        <button type="button" disabled={isDisabled || pasted.trim() === ''} onClick={() => onPaste(pasted)}>
          Read it
        </button>
      </details>
      <button type="button" disabled={isDisabled} onClick={onExample}>
        Take our example: complaints, praise, questions
      </button>
    </div>
  );
}
