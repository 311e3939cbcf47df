import { arrow, box, type Drawing, drawing, FILL, label, REMEMBERED, SHARED } from '../../lib/plots/drawing';

const STEP = 118; // px between two time steps
const LEFT = 196; // px, the first time step
const [OUT, STATE, WORD] = [92, 178, 282]; // px from the top

/**
 * Returns a drawing of a recurrent network, once with its loop and once unrolled over words: a
 * state after each word, all computed with the same two matrices, and a classifier on the last
 * state.
 *
 * @param words the labels of the time steps; "..." is a gap
 */
export function unrolledNetwork(words: readonly string[], title = 'A recurrent network, unrolled'): Drawing {
  const width = LEFT + STEP * (words.length - 1) + 90;
  const x = (step: number) => LEFT + STEP * step;
  const folded = [
    box('h', [70, STATE], [46, 38], FILL.memory),
    box('x', [70, WORD], [46, 38], FILL.input),
    arrow(
      [
        [70, WORD - 19],
        [70, STATE + 19],
      ],
      { color: SHARED },
    ),
    label('W^X', [78, (WORD + STATE) / 2], { anchor: 'start', color: SHARED }),
    arrow(
      [
        [93, STATE - 8],
        [112, STATE - 8],
        [112, STATE - 44],
        [70, STATE - 44],
        [70, STATE - 19],
      ],
      { color: REMEMBERED },
    ),
    label('W^H', [90, STATE - 58], { color: REMEMBERED }),
    label('=', [134, STATE], { size: 24 }),
  ];
  let step = 0;
  const steps = words.flatMap((word, n) => {
    const gap = word === '...';
    step = gap ? 0 : n === words.length - 1 && words.includes('...') ? Number.NaN : step + 1;
    const t = Number.isNaN(step) ? 'T' : `${step}`;
    const into =
      n === 0
        ? []
        : [
            arrow(
              [
                [x(n - 1) + 25, STATE],
                [x(n) - 25, STATE],
              ],
              { color: REMEMBERED },
            ),
            label('W^H', [x(n) - STEP / 2, STATE - 16], { color: REMEMBERED }),
          ];
    if (gap) return [...into, label('...', [x(n), STATE]), label('...', [x(n), WORD])];
    return [
      ...into,
      box(`h_${t}`, [x(n), STATE], [50, 38], FILL.memory),
      arrow(
        [
          [x(n), WORD - 19],
          [x(n), STATE + 19],
        ],
        { color: SHARED },
      ),
      label('W^X', [x(n) + 8, (WORD + STATE) / 2], { anchor: 'start', color: SHARED }),
      box(`x_${t}`, [x(n), WORD], [50, 38], FILL.input),
      label(word, [x(n), WORD + 38]),
    ];
  });
  const last = x(words.length - 1);
  const out = [
    arrow([
      [last, STATE - 19],
      [last, OUT + 17],
    ]),
    box('softmax', [last, OUT], [86, 34]),
  ];
  const alt =
    `${title}: on the left the network with its loop, a state h that is computed from the input x with W^X and from ` +
    `itself with W^H. On the right the same network at each of the words ${words.join(', ')}: each state is passed ` +
    'to the next step, W^X and W^H are the same at every step, and a softmax classifier is on the last state.';
  return drawing(title, alt, [width, 344], [...folded, ...steps, ...out]);
}
