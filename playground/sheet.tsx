import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Columns, columnsOf } from './columns';
import { Curve } from './curve';
import { effectColor } from './effect';
import { points } from './numbers';
import { moveAmongButtons, tabIndexOf } from './roving';
import type { Known } from './use-inference';

/** A table with a column for each word. Its rows are the words, the curve, and the children. */
export function Sheet(props: {
  known: Known | undefined;
  effects: readonly (number | undefined)[];
  column: number;
  name: string;
  active: number | undefined;
  onActive(at: number | undefined): void;
  leftOut: readonly number[];
  onToggle(at: number): void;
  children(columns: Columns): ComponentChildren;
}) {
  const { known, effects, column, name, active, onActive, leftOut, onToggle, children } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  const [stop, setStop] = useState(0);
  useLayoutEffect(() => setRoom(frame.current!.clientWidth), []);
  useEffect(() => {
    const watching = new ResizeObserver(() => setRoom(frame.current!.clientWidth));
    watching.observe(frame.current!);
    return () => watching.disconnect();
  }, []);
  const tokens = known?.inference.tokens ?? [];
  const gutter = room < 560 ? 62 : 92;
  const columns = columnsOf(
    tokens.map(({ token }) => token),
    room - gutter,
  );
  const at = (x: number) => {
    const place = columns.places.findIndex(({ left, width }) => x >= left && x < left + width);
    return place < 0 ? undefined : place;
  };
  const point = (event: PointerEvent) => {
    const { left } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const next = at(event.clientX - left - gutter);
    if (next !== active) onActive(next);
  };
  const place = active === undefined ? undefined : columns.places[active];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <section class="sheet" ref={frame} tabIndex={0} aria-label="Words, left to right">
      <div
        class="rows"
        style={{ width: `${gutter + columns.width}px`, '--gutter': `${gutter}px` }}
        onPointerMove={point}
        onPointerLeave={() => onActive(undefined)}
      >
        {place && (
          <div class="cursor" style={{ left: `${gutter + place.left}px`, width: `${place.width}px` }} />
        )}
        <div class="tokens" role="toolbar" aria-label="Words to leave out" onKeyDown={moveAmongButtons}>
          {tokens.map(({ token, known: isKnown }, n) => {
            const { side, strength } = effectColor(effects[n] ?? 0);
            const [whole, without] = [known!.inference.probabilities[column], known!.without[n]?.[column]];
            const isOut = leftOut.includes(n);
            const place = columns.places[n]!;
            const effect =
              whole !== undefined && without !== undefined
                ? `, without it ${name} changes by ${points(without - whole)} points`
                : '';
            return (
              <button
                type="button"
                key={n}
                class={`token ${side}${isKnown ? '' : ' unknown'}${isOut ? ' out' : ''}`}
                style={{
                  left: `${gutter + place.left}px`,
                  width: `${place.width}px`,
                  '--strength': strength,
                }}
                tabIndex={tabIndexOf(n, stop, tokens.length)}
                aria-pressed={isOut}
                aria-label={`Leave out “${token}”${isKnown ? '' : ' (unknown)'}${effect}`}
                onClick={() => onToggle(n)}
                onFocus={() => {
                  setStop(n);
                  onActive(n);
                }}
                onBlur={() => onActive(undefined)}
              >
                {token}
              </button>
            );
          })}
        </div>
        <Curve columns={columns} gutter={gutter} known={known} column={column} name={name} />
        {children(columns)}
      </div>
    </section>
  );
}
