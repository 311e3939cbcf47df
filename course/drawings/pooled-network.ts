import { arrow, box, type Drawing, drawing, FILL, label, REMEMBERED } from '../../lib/plots/drawing';

const STEP = 128; // px between two time steps
const LEFT = 90; // px, the first time step
const [OUT, MEAN, STATE, VECTOR, WORD] = [84, 158, 250, 336, 374]; // px from the top

/**
 * Returns a drawing of a network with average pooling: an LSTM unrolled over words, its outputs,
 * and their mean, which the classifier sees.
 *
 * @param words the labels of the time steps, from 1; "..." is a gap, and the last of the k words
 *   follows it
 * @param classifier the label of the classifier
 */
export function pooledNetwork(
  words: readonly string[],
  classifier = 'softmax',
  title = 'An LSTM with average pooling over time',
): Drawing {
  const x = (step: number) => LEFT + STEP * step;
  const last = words.length - 1;
  const middle = (x(0) + x(last)) / 2;
  const steps = words.flatMap((word, n) => {
    const t = n === last && words.includes('...') ? 'k' : `${n + 1}`;
    const into =
      n === 0
        ? []
        : [
            arrow(
              [
                [x(n - 1) + 33, STATE],
                [x(n) - 33, STATE],
              ],
              { color: REMEMBERED },
            ),
          ];
    if (word === '...') return [...into, label('...', [x(n), STATE]), label('...', [x(n), VECTOR])];
    return [
      ...into,
      box('LSTM', [x(n), STATE], [66, 40], FILL.memory),
      arrow([
        [x(n), STATE - 20],
        [x(n), MEAN + 18],
      ]),
      label(`h_${t}`, [x(n) + 9, (STATE + MEAN) / 2], { anchor: 'start' }),
      arrow([
        [x(n), VECTOR - 18],
        [x(n), STATE + 20],
      ]),
      box(`x_${t}`, [x(n), VECTOR], [50, 36], FILL.input),
      label(word, [x(n), WORD]),
    ];
  });
  const above = [
    box('mean over the words', [middle, MEAN], [x(last) - x(0) + 70, 36]),
    arrow([
      [middle, MEAN - 18],
      [middle, OUT + 18],
    ]),
    label('h', [middle + 9, (MEAN + OUT) / 2], { anchor: 'start' }),
    box(classifier, [middle, OUT], [160, 36]),
  ];
  const alt =
    `${title}: an LSTM reads the words ${words.join(', ')} and passes its state from step to step. The outputs ` +
    `after all words are averaged, and the mean goes to the classifier, ${classifier}.`;
  return drawing(title, alt, [x(last) + LEFT, 402], [...steps, ...above]);
}
