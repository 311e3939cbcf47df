import type { Columns } from './columns';
import { activation } from './numbers';

/** The height of a row of a heat map. */
const HEIGHT = 24;
/** The largest value of a row has the full color, or this one where all are smaller. */
const FULL = 1;

/** A row of a heat map: a value for each word. */
export function HeatRow(props: {
  columns: Columns;
  values: readonly number[];
  /** Whether the values are between 0 and 1. */
  isGate: boolean;
  label: string;
  note?: string;
  describes: string;
  isChosen?: boolean;
  /** Default: 0. */
  tabIndex?: 0 | -1;
  onChoose?(): void;
}) {
  const { columns, values, isGate, label, note, describes, isChosen, tabIndex = 0, onChoose } = props;
  const full = Math.max(FULL, ...values.map(Math.abs));
  const text = (
    <>
      <b>{label}</b> {note && <small>{note}</small>}
    </>
  );
  return (
    <div class={isChosen ? 'heat chosen' : 'heat'}>
      {onChoose ? (
        <button
          type="button"
          class="label"
          tabIndex={tabIndex}
          aria-pressed={isChosen}
          title={describes}
          onClick={onChoose}
        >
          <span class="hidden">Unit </span>
          {text}
        </button>
      ) : (
        <span class="label">{text}</span>
      )}
      <svg width={columns.width} height={HEIGHT} role="img" aria-label={described(describes, values)}>
        {values.map((value, n) => {
          const place = columns.places[n];
          if (!place) return undefined;
          const strength = Math.abs(value) / full;
          const color = isGate ? 'gate' : value >= 0 ? 'up' : 'down';
          return (
            <g key={n}>
              <rect
                class={color}
                x={place.left + 0.5}
                y={1}
                width={Math.max(0, place.width - 1)}
                height={HEIGHT - 2}
                fill-opacity={strength}
              />
              {place.width >= 34 && (
                <text
                  class={strength > 0.8 ? `on-${color}` : ''}
                  x={place.left + place.width / 2}
                  y={HEIGHT / 2 + 4}
                  text-anchor="middle"
                >
                  {activation(value)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function described(name: string, values: readonly number[]): string {
  return `${name}: ${values.slice(0, 60).map(activation).join(', ')}`;
}
