import { COLORS } from '../../lib/plots/chart';
import { arrow, box, type Drawing, drawing, FILL, label } from '../../lib/plots/drawing';

/** One unit of a layer: a weight for each input, and the bias. */
export interface Unit {
  weights: readonly number[];
  bias: number;
}

const ROW = 124; // px between two rows
const TOP = 112; // px, the first row
const [INPUT, UNIT, OUTPUT] = [180, 470, 690]; // px from the left
const WEIGHT_AT = 0.3; // where a weight stands on its arrow

/**
 * Returns a drawing of a dense layer with its numbers: the inputs, an arrow with a weight from each
 * input to each unit, the sum of each unit, and its output after tanh.
 *
 * @param inputs the value of each input by its name
 * @param units each with as many weights as there are inputs
 */
export function denseLayer(
  inputs: Readonly<Record<string, number>>,
  units: readonly Unit[],
  title = 'A layer',
): Drawing {
  const names = Object.keys(inputs);
  const values = Object.values(inputs);
  const rows = Math.max(names.length, units.length);
  const y = (n: number, count: number) => TOP + ROW * (n + (rows - count) / 2);
  const inputBoxes = names.flatMap((name, n) => [
    box(`${values[n]}`, [INPUT, y(n, names.length)], [56, 38], FILL.input),
    label(name, [INPUT - 40, y(n, names.length)], { anchor: 'end' }),
  ]);
  const sums = units.map(({ weights, bias }) =>
    weights.reduce((sum, weight, n) => sum + weight * values[n]!, bias),
  );
  const unitBoxes = units.flatMap(({ weights, bias }, unit) => {
    const at = y(unit, units.length);
    const color = COLORS[unit % COLORS.length]!;
    const arrows = weights.flatMap((weight, n) => {
      const from = y(n, names.length);
      const to = at + 8 * (n - (weights.length - 1) / 2);
      const [left, right] = [INPUT + 28, UNIT - 46];
      return [
        arrow(
          [
            [left, from],
            [right, to],
          ],
          { color },
        ),
        label(signed(weight), [left + WEIGHT_AT * (right - left), from + WEIGHT_AT * (to - from) - 12], {
          color,
        }),
      ];
    });
    const terms = weights.map((weight, n) => `${values[n]} × ${inBrackets(weight)}`);
    return [
      ...arrows,
      label([...terms, inBrackets(bias)].join(' + '), [UNIT, at - 36], { color }),
      box(short(sums[unit]!), [UNIT, at], [92, 38]),
      arrow([
        [UNIT + 46, at],
        [OUTPUT - 46, at],
      ]),
      label('tanh', [(UNIT + OUTPUT) / 2, at - 12]),
      box(short(Math.tanh(sums[unit]!)), [OUTPUT, at], [92, 38], FILL.memory),
    ];
  });
  const heads = [
    label('inputs', [INPUT, TOP + ROW * (rows - 1) + 58]),
    label('units', [UNIT, TOP + ROW * (rows - 1) + 58]),
    label('outputs', [OUTPUT, TOP + ROW * (rows - 1) + 58]),
  ];
  const described = units.map(
    ({ weights, bias }, n) =>
      `Unit ${n + 1} has the weights ${weights.map(signed).join(' and ')} and the bias ${signed(bias)}: ` +
      `its sum is ${short(sums[n]!)}, and its output ${short(Math.tanh(sums[n]!))}.`,
  );
  const alt =
    `${title}: ${names.map((name, n) => `${name} is ${values[n]}`).join(', ')}. An arrow with a weight goes ` +
    `from each input to each unit. ${described.join(' ')}`;
  return drawing(title, alt, [760, TOP + ROW * (rows - 1) + 88], [...inputBoxes, ...unitBoxes, ...heads]);
}

/** Formats a number with a proper minus sign. */
const signed = (value: number) => `${value}`.replace('-', '−');
const inBrackets = (value: number) => (value < 0 ? `(${signed(value)})` : `${value}`);
/** Rounds to two digits. */
const short = (value: number) => signed(Number(value.toFixed(2)));
