import { useEffect, useState } from 'preact/hooks';
import type { Columns } from './columns';
import { HeatRow } from './heat-row';
import type { Direction, Gates } from './inference/model';
import type { FoundUnit } from './inference/probes';
import { isGate, QUANTITIES, type Quantity, valuesOf } from './quantity';
import { moveAmongButtons, tabIndexOf } from './roving';
import { Step } from './step';
import type { Known } from './use-inference';

/** The number of units that are chosen because they move most in this text. */
const MOST_MOVING = 6;

/** The gates and cells of the network: a row for each unit, a column for each word. */
export function Inside(props: {
  columns: Columns;
  known: Known | undefined;
  directions: readonly Direction[];
  direction: Direction;
  onDirection(direction: Direction): void;
  units: readonly FoundUnit[];
  unit: number | undefined;
  onUnit(unit: number): void;
  active: number | undefined;
  onActive(at: number | undefined): void;
}) {
  const { columns, known, directions, direction, onDirection, units, unit, onUnit, active } = props;
  const [quantity, setQuantity] = useState<Quantity>('cell');
  const [last, setLast] = useState<Gates>();
  const present = known?.gates[direction];
  useEffect(() => {
    if (present) setLast(present);
  }, [present]);
  useEffect(() => setLast(undefined), [direction]);
  const gates = present ?? last;
  const found = units.filter((one) => one.direction === direction);
  const rows = gates ? unitsToShow(gates, found, unit) : [];
  const chosen = unit ?? rows[0];
  const tokens = known?.inference.tokens ?? [];
  const isFitting = gates?.cells.length === tokens.length;
  return (
    <div class="inside">
      <div class="pinned">
        {directions.length > 1 && (
          <fieldset class="choice">
            <legend class="hidden">Direction of reading</legend>
            {directions.map((one) => (
              <label key={one}>
                <input
                  type="radio"
                  name="direction"
                  checked={one === direction}
                  onChange={() => onDirection(one)}
                />
                <span>{one === 'forward' ? 'forward →' : '← backward'}</span>
              </label>
            ))}
          </fieldset>
        )}
        <label class="select">
          Show{' '}
          <select
            value={quantity}
            onChange={({ currentTarget }) => setQuantity(currentTarget.value as Quantity)}
          >
            {Object.entries(QUANTITIES).map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <span class="hint">
          A unit is one memory cell with its gates. Of {gates?.units ?? 0} units, these follow one thing,
          named beside them, or their output moves most in this text. Choose one.
        </span>
      </div>
      {gates && isFitting && tokens.length > 0 && (
        <>
          <div role="toolbar" aria-label="Units" aria-orientation="vertical" onKeyDown={moveAmongButtons}>
            {rows.map((row, n) => {
              const follows = found.filter((one) => one.unit === row).map((one) => one.follows);
              return (
                <HeatRow
                  key={row}
                  columns={columns}
                  values={valuesOf(gates, row, quantity)}
                  isGate={isGate(quantity)}
                  label={`${row}`}
                  note={follows.join(', ')}
                  describes={`unit ${row}${follows.length > 0 ? `, follows ${follows.join(' and ')}` : ''}: ${QUANTITIES[quantity]}`}
                  isChosen={row === chosen}
                  tabIndex={tabIndexOf(n, rows.indexOf(chosen!), rows.length)}
                  onChoose={() => onUnit(row)}
                />
              );
            })}
          </div>
          {chosen !== undefined && (
            <Step
              columns={columns}
              tokens={tokens}
              gates={gates}
              unit={chosen}
              direction={direction}
              active={active}
              found={found.filter((one) => one.unit === chosen)}
            />
          )}
        </>
      )}
    </div>
  );
}

/** Returns the units that follow one thing, those that move most, and the chosen one. */
function unitsToShow(
  { outputs, units }: Gates,
  found: readonly FoundUnit[],
  chosen: number | undefined,
): number[] {
  const range = Array.from({ length: units }, (_, unit) => {
    const values = outputs.map((output) => output[unit]!);
    return Math.max(...values) - Math.min(...values);
  });
  const moving = [...range.keys()].sort((a, b) => range[b]! - range[a]!).slice(0, MOST_MOVING);
  const extra = chosen !== undefined && chosen < units ? [chosen] : [];
  return [...new Set([...found.map(({ unit }) => unit), ...moving, ...extra])];
}
