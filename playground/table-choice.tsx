import type { ShownTable, ShownTexts, TextColumns } from './teaching/results';

const NONE = '';
/** The most labels that are listed. */
const MOST_LABELS = 12;

/** The first rows of a table, which columns are the texts and labels, and what was read. */
export function TableChoice(props: {
  table: ShownTable;
  texts: ShownTexts | undefined;
  onChoose(columns: TextColumns): void;
  isDisabled: boolean;
}) {
  const { table, texts, onChoose, isDisabled } = props;
  const { columns, sample, text, label } = table;
  const read = (form: HTMLFormElement) => {
    const values = new FormData(form);
    const [wanted, labels] = [values.get('text'), values.get('label')];
    if (wanted !== NONE)
      onChoose({ text: Number(wanted), label: labels === NONE ? undefined : Number(labels) });
  };
  const options = (chosen?: number) =>
    columns.map((name, at) => (
      <option key={at} value={at} selected={at === chosen}>
        {name}
      </option>
    ));
  return (
    <form class="table" onChange={({ currentTarget }) => read(currentTarget)}>
      <p class="hint">
        {table.name}: {table.readAs}
      </p>
      <fieldset class="plan" disabled={isDisabled}>
        <legend>Columns</legend>
        <label>
          Texts{' '}
          <select name="text">
            {text === undefined && <option value={NONE}>choose</option>}
            {options(text)}
          </select>
        </label>
        <label>
          Labels{' '}
          <select name="label">
            <option value={NONE} selected={label === undefined}>
              none: only score
            </option>
            {options(label)}
          </select>
        </label>
      </fieldset>
      <div class="preview">
        <table>
          <thead>
            <tr>
              {columns.map((name, at) => (
                <th key={at} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.map((row, n) => (
              <tr key={n}>
                {columns.map((_, at) => (
                  <td key={at}>{shortened(row[at] ?? '')}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {texts && (
        <>
          <p role="status">
            <b>{texts.count.toLocaleString('en-US')} texts</b>
            {texts.classes.length > 0 && ` with ${texts.classes.length} labels:`}
            {texts.classes.length === 0 && (
              <>
                . To teach it, choose the column of their labels, or add one: <code>text,label</code>
              </>
            )}
          </p>
          {texts.classes.length > 0 && (
            <ul class="labels">
              {texts.classes.slice(0, MOST_LABELS).map(([name, count], n) => (
                <li key={name}>
                  <b>{name}</b> {count.toLocaleString('en-US')}{' '}
                  <span class="hint">such as “{shortened(texts.examples[n]!)}”</span>
                </li>
              ))}
              {texts.classes.length > MOST_LABELS && <li>and {texts.classes.length - MOST_LABELS} more</li>}
            </ul>
          )}
          {texts.notes.slice(1).map((note, n) => (
            <p key={n} class="hint note">
              {note}
            </p>
          ))}
        </>
      )}
    </form>
  );
}

/** Returns the beginning of a long text. */
export function shortened(text: string): string {
  return text.length > 140 ? `${text.slice(0, 139)}…` : text;
}
