import { useState } from 'preact/hooks';
import type { Columns } from './columns';
import { HeatRow } from './heat-row';
import type { Direction, Gates, ReadToken } from './inference/model';
import type { FoundUnit } from './inference/probes';
import { activation } from './numbers';
import { isGate, QUANTITIES, type Quantity, valuesOf } from './quantity';

const ORDER: readonly Quantity[] = ['input', 'candidate', 'forget', 'cell', 'output', 'hidden'];
const SHORT: Readonly<Record<Quantity, string>> = {
  input: 'i',
  candidate: 'c̃',
  forget: 'f',
  cell: 'c',
  output: 'o',
  hidden: 'h',
};
const NOTES: Readonly<Record<Quantity, string>> = {
  input: 'let in',
  candidate: 'new value',
  forget: 'keep',
  cell: 'memory',
  output: 'show',
  hidden: 'output',
};

/** One unit, step by step: all of its gates, and its equation at one word. */
export function Step(props: {
  columns: Columns;
  tokens: readonly ReadToken[];
  gates: Gates;
  unit: number;
  direction: Direction;
  active: number | undefined;
  found: readonly FoundUnit[];
}) {
  const { columns, tokens, gates, unit, direction, active, found } = props;
  const [stopped, setStopped] = useState(0);
  const count = tokens.length;
  const step = Math.min(stopped, count - 1);
  const at = active ?? (direction === 'forward' ? step : count - 1 - step);
  const order = direction === 'forward' ? at : count - 1 - at;
  const value = (quantity: Quantity) => valuesOf(gates, unit, quantity)[at]!;
  const before = gates.cellsBefore[order]![unit]!;
  const move = (by: number) => setStopped(Math.max(0, Math.min(count - 1, order + by)));
  return (
    <div class="step">
      <div class="pinned">
        <h3>Unit {unit}, step by step</h3>
        <span class="steps">
          <button type="button" aria-label="Step back" disabled={order === 0} onClick={() => move(-1)}>
            ‹
          </button>
          <span>
            step {order + 1} of {count}: <b>{tokens[at]!.token}</b>
          </span>
          <button type="button" aria-label="Step on" disabled={order === count - 1} onClick={() => move(1)}>
            ›
          </button>
        </span>
        <p class="formula hint">
          <span>memory = keep · memory before + let in · new value</span>
          <span>output = show · tanh(memory)</span>
        </p>
        <p class="equation">
          <span>
            c = f · c<sub>before</sub> + i · c̃ = {activation(value('forget'))} · {signed(before)} +{' '}
            {activation(value('input'))} · {signed(value('candidate'))} = <b>{activation(value('cell'))}</b>
          </span>
          <span>
            h = o · tanh(c) = {activation(value('output'))} · {signed(Math.tanh(value('cell')))} ={' '}
            <b>{activation(value('hidden'))}</b>
          </span>
        </p>
        <p class="hint">
          Numbers are rounded.
          {order === 0 && ' Before this first step, the network has read a start mark.'}
        </p>
        {found.map(({ follows, effectSize, pairs, agreeing }) => (
          <p class="hint" key={follows}>
            This unit follows {follows}. In {agreeing} of {pairs} pairs of our sentences its memory is{' '}
            {effectSize < 0 ? 'lower' : 'higher'} with it than without it. No other unit changes so surely:
            the mean change is {activation(Math.abs(effectSize))} times its standard deviation.
          </p>
        ))}
      </div>
      {ORDER.map((quantity) => (
        <HeatRow
          key={quantity}
          columns={columns}
          values={valuesOf(gates, unit, quantity)}
          isGate={isGate(quantity)}
          label={SHORT[quantity]}
          note={NOTES[quantity]}
          describes={`unit ${unit}, ${QUANTITIES[quantity]}`}
        />
      ))}
    </div>
  );
}

function signed(value: number): string {
  return value < 0 ? `(${activation(value)})` : activation(value);
}
