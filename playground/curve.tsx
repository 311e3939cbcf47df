import type { Columns } from './columns';
import type { Direction } from './inference/model';
import { percent } from './numbers';
import type { Known } from './use-inference';

const HEIGHT = 170;
const TOP = 12;
const BOTTOM = 12;

/** The probability of a class after each word, in the directions in which the model reads. */
export function Curve(props: {
  columns: Columns;
  gutter: number;
  known: Known | undefined;
  column: number;
  name: string;
}) {
  const { columns, gutter, known, column, name } = props;
  const { curves, probabilities } = known?.inference ?? { curves: {}, probabilities: [] };
  const y = (probability: number) => TOP + (1 - probability) * (HEIGHT - TOP - BOTTOM);
  const x = (n: number) => gutter + columns.places[n]!.left + columns.places[n]!.width / 2;
  const values = (direction: Direction) => curves[direction]?.map((row) => row[column]!) ?? [];
  const [forward, backward] = [values('forward'), values('backward')];
  const line = (of: readonly number[]) =>
    of.map((value, n) => `${n === 0 ? 'M' : 'L'}${x(n).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  const whole = probabilities[column];
  const ends = [
    forward.length > 0 && `reading forward it ends at ${percent(forward.at(-1)!)}`,
    backward.length > 0 && `reading backward at ${percent(backward[0]!)}`,
    whole !== undefined && `the whole text has ${percent(whole)}`,
  ];
  const label =
    whole === undefined
      ? 'No curve: there is no label'
      : `The probability of ${name}: ${ends.filter(Boolean).join(', ')}`;
  return (
    <svg
      class="curve"
      width={gutter + columns.width}
      height={HEIGHT}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${gutter + columns.width} ${HEIGHT}`}
    >
      {[0, 0.25, 0.5, 0.75, 1].map((value) => (
        <g key={value} class={value === 0.5 ? 'grid middle' : 'grid'}>
          <line x1={gutter} x2={gutter + columns.width} y1={y(value)} y2={y(value)} />
          {value % 0.5 === 0 && (
            <text x={gutter - 8} y={y(value) + 4} text-anchor="end">
              {100 * value} %
            </text>
          )}
        </g>
      ))}
      {whole !== undefined && (
        <>
          <line class="whole" x1={gutter} x2={gutter + columns.width} y1={y(whole)} y2={y(whole)} />
          {backward.length > 0 && <path class="backward" d={line(backward)} />}
          {forward.length > 0 && <path class="forward" d={line(forward)} />}
          {backward.map((value, n) => (
            <circle key={n} class="backward" cx={x(n)} cy={y(value)} r={2.5} />
          ))}
          {forward.map((value, n) => (
            <circle key={n} class="forward" cx={x(n)} cy={y(value)} r={3} />
          ))}
        </>
      )}
    </svg>
  );
}

/** What the lines of the curve are. */
export function CurveLegend({ hasBackward }: { hasBackward: boolean }) {
  return (
    <ul class="legend">
      <li>
        <svg width="26" height="10" aria-hidden="true">
          <path class="forward" d="M1 5H25" />
        </svg>
        reading forward → from the first word
      </li>
      {hasBackward && (
        <li>
          <svg width="26" height="10" aria-hidden="true">
            <path class="backward" d="M1 5H25" />
          </svg>
          reading backward ← from the last word
        </li>
      )}
      <li>
        <svg width="26" height="10" aria-hidden="true">
          <path class="whole" d="M1 5H25" />
        </svg>
        {hasBackward ? 'both together, the whole text' : 'the whole text'}
      </li>
    </ul>
  );
}
