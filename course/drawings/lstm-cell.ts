import {
  arrow,
  box,
  type Drawing,
  drawing,
  label,
  line,
  operation,
  type Point,
  REMEMBERED,
} from '../../lib/plots/drawing';

const WIDTH = 760;
// px from the top: cell state, additions, gates, inputs
const [CELL, JOIN, GATES, IN] = [100, 190, 268, 340];
/** The opacity of the parts that a drawing of one part does not explain. */
const FAINT = 0.18;
const [F, I, G, O] = [200, 320, 420, 540] as const; // px from the left

/** A part of the unit: what is kept, what is added, what is shown. */
export type LstmPart = 'forget' | 'input' | 'output';

/** What each part does, for the text alternative. */
const DONE_BY: Record<LstmPart, string> = {
  forget: 'It is multiplied by the forget gate f.',
  input: 'The product of the input gate i and the candidate g is added.',
  output:
    'A branch goes through tanh and is multiplied by the output gate o. The result is the hidden state h.',
};

/**
 * Returns a drawing of one LSTM unit at one time step. The cell state runs from left to right: it
 * is multiplied by f, and i g is added. The gates are below. All of them see the input and the
 * previous hidden state.
 *
 * @param part the part that is drawn in full; the others are faint. Default: all of them
 */
export function lstmCell(title = 'An LSTM unit at one time step', part?: LstmPart): Drawing {
  const gate = (name: string, activation: string, x: number) => [
    arrow([
      [x, IN],
      [x, GATES + 18],
    ]),
    box(activation, [x, GATES], [60, 36]),
    label(name, [x - 40, GATES], { anchor: 'end' }),
  ];
  const cellLine = { color: REMEMBERED, width: 3 };
  const along = (from: number, to: number): Point[] => [
    [from, CELL],
    [to, CELL],
  ];
  const sum = (I + G) / 2;
  const parts: Record<LstmPart, string[]> = {
    forget: [
      operation('×', [F, CELL]),
      arrow([
        [F, GATES - 18],
        [F, CELL + 14],
      ]),
      label('kept', [F - 10, (CELL + GATES) / 2], { anchor: 'end' }),
      ...gate('f', 'σ', F),
    ],
    input: [
      operation('+', [sum, CELL]),
      operation('×', [sum, JOIN]),
      arrow([
        [I, GATES - 18],
        [I, JOIN],
        [sum - 14, JOIN],
      ]),
      arrow([
        [G, GATES - 18],
        [G, JOIN],
        [sum + 14, JOIN],
      ]),
      arrow([
        [sum, JOIN - 14],
        [sum, CELL + 14],
      ]),
      label('added', [sum + 10, (CELL + JOIN) / 2], { anchor: 'start' }),
      ...gate('i', 'σ', I),
      ...gate('g', 'tanh', G),
    ],
    output: [
      arrow([
        [620, CELL],
        [620, JOIN - 58],
      ]),
      box('tanh', [620, JOIN - 40], [60, 36]),
      arrow([
        [620, JOIN - 22],
        [620, JOIN + 6],
      ]),
      operation('×', [620, JOIN + 20]),
      arrow([
        [O, GATES - 18],
        [O, JOIN + 20],
        [606, JOIN + 20],
      ]),
      arrow([
        [634, JOIN + 20],
        [690, JOIN + 20],
      ]),
      label('h_t', [712, JOIN + 20]),
      ...gate('o', 'σ', O),
    ],
  };
  const shared = [
    arrow(along(80, F - 14), cellLine),
    arrow(along(F + 14, sum - 14), cellLine),
    line(along(sum + 14, 640), cellLine),
    arrow(along(640, 690), cellLine),
    label('c_{t-1}', [54, CELL]),
    label('c_t', [712, CELL]),
    line([
      [110, IN],
      [O, IN],
    ]),
    label('x_t and h_{t-1}', [54, IN]),
  ];
  const names = Object.keys(parts) as LstmPart[];
  const drawn = names.map((name) =>
    part === undefined || name === part
      ? parts[name].join('')
      : `<g opacity="${FAINT}">${parts[name].join('')}</g>`,
  );
  const alt =
    `${title}: the cell state c runs along the top. ${(part ? [part] : names).map((name) => DONE_BY[name]).join(' ')} ` +
    `${part ? 'The other parts are faint.' : 'The gates and the candidate all see the input x and the previous hidden state.'}`;
  return drawing(title, alt, [WIDTH, 376], [...shared, ...drawn]);
}
